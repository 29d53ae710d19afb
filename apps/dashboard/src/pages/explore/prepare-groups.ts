import type { KpiPoint } from '@dataforge/api-client';
import type { SeriesRow } from '../../api/series-by.ts';
import type { DataInk } from '../../widgets/chart/chart-view.ts';
import type { SeriesPoint } from '../../widgets/series-point.ts';

/** How many groups have a line of their own; the rest is one. */
export const TOP = 5;

/** A line of the chart: the KPI as a whole, one group of it, or all the other groups. */
export interface Group {
  /** The group's name; the empty text for the others. */
  readonly key: string;
  readonly name: string;
  /** With the colour, what tells it apart: A to E, or + for the others. */
  readonly letter: string;
  readonly ink: DataInk;
  readonly points: readonly SeriesPoint[];
  /** The stretch before, moved to these times. */
  readonly before: readonly SeriesPoint[];
}

const INKS = ['s1', 's3', 's2', 's4', 's5'] as const;

type Times = readonly Pick<KpiPoint, 'time' | 'partial'>[];

/** Groups in the order of their rank, each with a point for every time; what has no row is a gap. */
export function prepareGroups(
  rows: readonly SeriesRow[],
  rowsBefore: readonly SeriesRow[],
  times: Times,
  shiftMs: number,
): readonly Group[] {
  const names = new Map<number, string | null>();
  for (const { rank, series } of rows) names.set(rank, series);
  const of = rows[0]?.groups ?? 0;
  return [...names]
    .sort(([a], [b]) => a - b)
    .map(([rank, series]) => {
      const others = rank > TOP;
      const before = others ? [] : rowsBefore.filter((row) => row.series === series && row.series !== null);
      return {
        key: others ? '' : (series ?? '(none)'),
        name: others ? othersText(of - TOP) : (series ?? '(none)'),
        letter: others ? '+' : 'ABCDE'.charAt(rank - 1),
        ink: INKS[rank - 1] ?? 's5',
        points: onTimes(
          rows.filter((row) => row.rank === rank),
          times,
          0,
        ),
        before: before.length === 0 ? [] : onTimes(before, times, shiftMs),
      };
    });
}

const othersText = (count: number): string => (count === 1 ? '1 other' : `${count} others`);

function onTimes(rows: readonly SeriesRow[], times: Times, shiftMs: number): readonly SeriesPoint[] {
  const values = new Map(rows.map(({ time, value }) => [time + shiftMs, value]));
  return times.map(({ time, partial }) => {
    const ms = Date.parse(time);
    return { time: ms, value: values.get(ms) ?? null, partial: shiftMs === 0 && partial, corrected: false };
  });
}

/** The KPI as a whole, as the one line that there is without a dimension. */
export function wholeGroup(
  title: string,
  points: readonly KpiPoint[],
  before: readonly KpiPoint[],
  shiftMs: number,
): Group {
  const moved = (all: readonly KpiPoint[], ms: number): readonly SeriesPoint[] =>
    all.map((point) => ({
      ...point,
      time: Date.parse(point.time) + ms,
      ...(ms > 0 && { partial: false, corrected: false }),
    }));
  return {
    key: title,
    name: title,
    letter: '',
    ink: 'data',
    points: moved(points, 0),
    before: moved(before, shiftMs),
  };
}
