import { nextSort, sortRows } from './sort-rows.ts';
import type { SortValue, TableColumn } from './table-column.ts';

const columns: readonly TableColumn<{ v: SortValue; n: number }>[] = [
  { id: 'v', title: 'v', text: ({ v }) => String(v), value: ({ v }) => v },
  { id: 'n', title: 'n', text: ({ n }) => String(n) },
];

const order = (values: readonly SortValue[], descending: boolean) =>
  sortRows(
    values.map((v, n) => ({ v, n })),
    columns,
    { id: 'v', descending },
  ).map(({ v }) => v);

describe('the order of a table', () => {
  it('goes up and down, with what is missing last', () => {
    expect(order([2, null, 10, undefined, -1], false)).toEqual([-1, 2, 10, null, undefined]);
    expect(order([2, null, 10, -1], true)).toEqual([10, 2, -1, null]);
    expect(order(['b', 'a', null, 'B'], false)).toEqual(['B', 'a', 'b', null]);
  });

  it('keeps equal rows as they came, and kinds of values together', () => {
    const rows = [1, 0, 1, 0].map((v, n) => ({ v, n }));

    expect(sortRows(rows, columns, { id: 'v', descending: true }).map(({ n }) => n)).toEqual([0, 2, 1, 3]);
    expect(order(['9007199254740993', 3, '1', 2], false)).toEqual([2, 3, '1', '9007199254740993']);
  });

  it('leaves the rows alone without an order, and for a column that has none', () => {
    const rows = [{ v: 2, n: 0 }];

    expect(sortRows(rows, columns, undefined)).toBe(rows);
    expect(sortRows(rows, columns, { id: 'n', descending: true })).toBe(rows);
    expect(sortRows(rows, columns, { id: 'gone', descending: true })).toBe(rows);
  });

  it('goes down, then up, then as the rows came', () => {
    const down = nextSort({ id: 'other', descending: false }, 'v');
    const up = nextSort(down, 'v');

    expect([down, up, nextSort(up, 'v')]).toEqual([
      { id: 'v', descending: true },
      { id: 'v', descending: false },
      undefined,
    ]);
  });
});
