import type { Group } from './prepare-groups.ts';
import { timeColumns, timeRows } from './prepare-times.ts';

const point = (time: number, value: number | null, partial = false) => ({
  time,
  value,
  partial,
  corrected: time === 1,
});
const group = (key: string, values: readonly (number | null)[], before: readonly number[] = []): Group => ({
  key,
  name: key,
  letter: 'A',
  ink: 's1',
  points: values.map((value, time) => point(time, value, time === 2)),
  before: before.map((value, time) => point(time, value)),
});

const written = (groups: readonly Group[], unit = '1') => {
  const rows = timeRows(groups[0]?.points ?? [], groups);
  const columns = timeColumns(rows, groups, unit, (time) => `t${time}`);
  return [
    columns.map(({ title, note }) => [title, note].filter(Boolean).join(' ')),
    ...rows.map((row, place) => columns.map(({ text }) => text(row, place))),
  ];
};

describe('values by time', () => {
  it('are the newest first, with what there is to know of each', () => {
    expect(written([group('kiln', [300, null, 301.5])], 'K')).toEqual([
      ['UTC', 'value K'],
      ['t2 open', '301.50'],
      ['t1 corrected', 'no data'],
      ['t0', '300.00'],
    ]);
  });

  it('of one group are compared with the stretch before', () => {
    expect(written([group('kiln', [3, 4], [5])])).toEqual([
      ['UTC', 'value', 'before', 'Δ'],
      ['t1 corrected', '4', 'no data', ''],
      ['t0', '3', '5', '▼ 2'],
    ]);
  });

  it('of several groups stand beside each other', () => {
    expect(written([group('kiln', [3], [5]), group('mill', [7])])).toEqual([
      ['UTC', 'kiln', 'mill'],
      ['t0', '3', '7'],
    ]);
  });
});
