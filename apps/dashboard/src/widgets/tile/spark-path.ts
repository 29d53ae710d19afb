import type { SeriesPoint } from '../series-point.ts';

/** Lines to draw in a box of 100 by 30: whole stretches, and the last one where it is still open. */
export interface Spark {
  readonly whole: string;
  readonly partial: string;
  /** Values between gaps: lines of no length, which round ends make dots. */
  readonly alone: string;
  /** Where the newest value is, in per cent of the box. */
  readonly end?: { readonly x: number; readonly y: number; readonly partial: boolean };
  readonly corrected: readonly { readonly x: number; readonly y: number }[];
  /** Height of the threshold, in the box's units; absent where it lies outside. */
  readonly threshold?: number;
}

const [WIDTH, HEIGHT, MARGIN] = [100, 30, 2];

const round = (n: number): number => Math.round(n * 100) / 100;

/** Where times and values lie in the box. */
export interface SparkScale {
  x(time: number): number;
  y(value: number): number;
  readonly low: number;
  readonly high: number;
}

/** Of values, at least one of them; what is flat lies in the middle. */
export function sparkScale(values: readonly number[], range: readonly [number, number]): SparkScale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    x: (time) => round(((time - range[0]) / (range[1] - range[0])) * WIDTH),
    y: (value) =>
      high === low ? HEIGHT / 2 : round(MARGIN + ((high - value) / (high - low)) * (HEIGHT - 2 * MARGIN)),
    low,
    high,
  };
}

/** A series as paths, in a box that `fit` fits into too. A gap breaks the line; one value alone is a dot; a flat line lies in the middle. */
export function sparkPath(
  points: readonly SeriesPoint[],
  range: readonly [number, number],
  { threshold, fit = [] }: { readonly threshold?: number | undefined; readonly fit?: readonly number[] } = {},
): Spark {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return { whole: '', partial: '', alone: '', corrected: [] };
  const { x, y, low, high } = sparkScale([...values, ...fit], range);
  const parts = { whole: '', partial: '', alone: '' };
  let before: SeriesPoint | undefined;
  for (const [place, point] of points.entries()) {
    if (point.value === null) {
      before = undefined;
      continue;
    }
    const here = `${x(point.time)} ${y(point.value)}`;
    const from = before?.value != null ? `${x(before.time)} ${y(before.value)}L` : '';
    if (isAlone(points, place)) parts.alone += `M${here}h0`;
    else if (point.partial) parts.partial += from === '' ? '' : `M${from}${here}`;
    else parts.whole += `${before ? 'L' : 'M'}${here}`;
    before = point;
  }
  const newest = points.findLast(({ value }) => value !== null);
  const spot = ({ time, value }: SeriesPoint) => ({
    x: x(time),
    y: round((y(value as number) / HEIGHT) * 100),
  });
  return {
    ...parts,
    ...(newest && { end: { ...spot(newest), partial: newest.partial } }),
    corrected: points.filter(({ corrected, value }) => corrected && value !== null).map(spot),
    ...(threshold !== undefined && threshold >= low && threshold <= high && { threshold: y(threshold) }),
  };
}

const isAlone = (points: readonly SeriesPoint[], place: number): boolean =>
  [points[place - 1], points[place + 1]].every((point) => point === undefined || point.value === null);
