import type { SeriesRow } from '../../api/series-by.ts';
import { prepareGroups, wholeGroup } from './prepare-groups.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const MINUTE = 60_000;

const times = [0, 1, 2].map((minute) => ({
  time: new Date(T0 + minute * MINUTE).toISOString(),
  partial: minute === 2,
}));

const row = (minute: number, rank: number, series: string | null, value: number): SeriesRow => ({
  time: T0 + minute * MINUTE,
  series,
  rank,
  value,
  groups: 12,
});

describe('the groups of a KPI', () => {
  const groups = prepareGroups(
    [row(0, 2, 'press', 307), row(0, 1, 'kiln', 310), row(2, 1, 'kiln', 311), row(0, 6, null, 302)],
    [row(-60, 9, 'kiln', 309), row(-60, 1, 'lathe', 308)],
    times,
    60 * MINUTE,
  );

  it('are in the order of their rank, and the others are one line that says how many', () => {
    expect(groups.map(({ letter, name, key }) => [letter, name, key])).toEqual([
      ['A', 'kiln', 'kiln'],
      ['B', 'press', 'press'],
      ['+', '7 others', ''],
    ]);
  });

  it('have a point for every time: a gap where there is no row, open where the KPI is', () => {
    expect(groups[0]?.points).toEqual([
      { time: T0, value: 310, partial: false, corrected: false },
      { time: T0 + MINUTE, value: null, partial: false, corrected: false },
      { time: T0 + 2 * MINUTE, value: 311, partial: true, corrected: false },
    ]);
  });

  it('are compared with themselves in the stretch before, whatever their rank was', () => {
    expect(groups.map(({ before }) => before.map(({ value }) => value))).toEqual([[309, null, null], [], []]);
  });
});

it('the KPI as a whole keeps its corrections, and the stretch before is drawn without marks', () => {
  const point = { time: new Date(T0).toISOString(), value: 1, corrected: true, partial: true };

  const { points, before } = wholeGroup(
    'Readings',
    [point],
    [{ ...point, time: new Date(T0 - MINUTE).toISOString() }],
    MINUTE,
  );

  expect(points[0]).toMatchObject({ time: T0, corrected: true, partial: true });
  expect(before[0]).toMatchObject({ time: T0, partial: false, corrected: false });
});
