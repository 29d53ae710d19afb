import type { ChartView } from './chart-view.ts';

/** From where to where the axis of values goes, and how far apart its lines are. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

/** Behind the point, so that lines so far apart have labels of their own; at most three. */
export const digitsAlong = (interval: number): number =>
  [0, 1, 2].find((digits) => Math.abs(interval - Number(interval.toFixed(digits))) < interval / 100) ?? 3;

const STEPS = [1, 2, 5, 10];
const LINES = 5;

/**
 * Over all values and limits in sight, on round numbers; below zero only if a value is. What is expected has room too, but no more on
 * either side than the values themselves, or it would press them flat. Undefined without values.
 */
export function valueRange({ from, to, lines, bands = [], limits = [] }: ChartView): ValueRange | undefined {
  const inSight = ({ time }: { readonly time: number }) => time >= from && time <= to;
  const values = lines.flatMap(({ points }) =>
    points.filter(inSight).flatMap(({ value }) => (value === null ? [] : [value])),
  );
  if (values.length === 0) return undefined;
  const [low, high] = [least(values), most(values)];
  const room = high > low ? high - low : Infinity;
  const expected = bands.flatMap(({ points }) => points.filter(inSight));
  const ends = [low, high, ...limits.map(({ value }) => value)];
  return rounded(
    least([...ends, Math.max(low - room, least(expected.map((band) => band.low)))]),
    most([...ends, Math.min(high + room, most(expected.map((band) => band.high)))]),
  );
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** Differences in size that a double does not tell apart on an axis, and values that are none but zero. */
const [SAME, ZERO] = [1e-12, 1e-300];

function rounded(low: number, high: number): ValueRange {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // A flat line lies in the middle, zero on the ground.
  const around = high - low > size * SAME ? 0 : size / 10;
  const [bottom, top] = size < ZERO ? [0, 1] : [low - around, high + around];
  const rough = (top - bottom) / LINES;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = power * (STEPS.find((step) => step * power >= rough * (1 - 1e-9)) ?? 10);
  return {
    min: Math.floor(bottom / interval + 1e-9) * interval,
    max: Math.ceil(top / interval - 1e-9) * interval,
    interval,
  };
}
