import type { QueryColumn, QueryValue } from '@dataforge/api-client';
import { sortRows } from '../../widgets/table/sort-rows.ts';
import { prepareColumns } from './prepare-columns.ts';

const texts = (type: QueryColumn['type'], values: readonly QueryValue[]) => {
  const rows = values.map((value) => [value]);
  const [column] = prepareColumns({ columns: [{ name: 'c', type }], rows });
  return rows.map((row, place) => column?.text(row, place));
};

describe('the columns of an answer', () => {
  it.each([
    ['string', ['a', '', null], ['a', '', 'null']],
    ['integer', [1, '9007199254740993'], ['1', '9007199254740993']],
    ['number', [1, 2.5, null], ['1.0', '2.5', 'null']],
    ['number', [303.5300001, 302.86], ['303.53', '302.86']],
    [
      'number',
      [...Array.from({ length: 9 }, () => 1), 1.5],
      [...Array.from({ length: 9 }, () => '1.0'), '1.5'],
    ],
    ['number', [0.5, 0.000012], ['0.5', '1.200e-5']],
    ['boolean', [true, false], ['true', 'false']],
    ['date', ['2026-11-23'], ['2026-11-23']],
    ['json', [{ a: [1] }], ['{"a":[1]}']],
    ['timestamp', ['2026-11-23T14:31:00.000Z', null], ['2026-11-23 14:31', 'null']],
    ['timestamp', ['2026-11-23T14:31:07.000Z'], ['2026-11-23 14:31:07']],
    ['timestamp', ['2026-11-23T14:31:07.250Z'], ['2026-11-23 14:31:07.250']],
  ] as const)('of type %s write %j as %j', (type, values, written) => {
    expect(texts(type, values)).toEqual(written);
  });

  it('keep two of one name apart, and numbers to the right', () => {
    const columns = prepareColumns({
      columns: [
        { name: 'n', type: 'integer' },
        { name: 'n', type: 'timestamp' },
      ],
      rows: [],
    });

    expect(columns.map(({ id, title, note, align }) => [id, title, note, align])).toEqual([
      ['0', 'n', 'int', 'right'],
      ['1', 'n', 'UTC', 'left'],
    ]);
  });

  it('put whole numbers beyond 2^53 in order among the others', () => {
    const rows = [['9007199254740993'], [2], [null], ['-9007199254740993']];
    const columns = prepareColumns({ columns: [{ name: 'n', type: 'integer' }], rows });

    expect(sortRows(rows, columns, { id: '0', descending: false })).toEqual([
      ['-9007199254740993'],
      [2],
      ['9007199254740993'],
      [null],
    ]);
  });
});
