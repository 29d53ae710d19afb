import type { SeriesPoint } from '../series-point.ts';

/** Lines to draw in a box of 100 by 30: whole stretches, and the last one where it is still open. */
export interface Spark {
  readonly whole: string;
  readonly partial: string;
  /** Where the newest value is, in per cent of the box. */
  readonly end?: { readonly x: number; readonly y: number; readonly partial: boolean };
  readonly corrected: readonly { readonly x: number; readonly y: number }[];
  /** Height of the threshold, in the box's units; absent where it lies outside. */
  readonly threshold?: number;
}

const [WIDTH, HEIGHT, MARGIN] = [100, 30, 2];

const round = (n: number): number => Math.round(n * 100) / 100;

/** A series as paths. A gap breaks the line; one value alone is a dot; a flat line lies in the middle. */
export function sparkPath(
  points: readonly SeriesPoint[],
  range: readonly [number, number],
  threshold?: number,
): Spark {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return { whole: '', partial: '', corrected: [] };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (time: number) => round(((time - range[0]) / (range[1] - range[0])) * WIDTH);
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : round(MARGIN + ((high - value) / (high - low)) * (HEIGHT - 2 * MARGIN));
  const parts = { whole: '', partial: '' };
  let before: SeriesPoint | undefined;
  for (const point of points) {
    if (point.value === null) {
      before = undefined;
      continue;
    }
    const here = `${x(point.time)} ${y(point.value)}`;
    if (point.partial && before?.value != null)
      parts.partial += `M${x(before.time)} ${y(before.value)}L${here}`;
    else if (!point.partial) parts.whole += `${before ? 'L' : 'M'}${here}`;
    before = point;
  }
  const newest = points.findLast(({ value }) => value !== null);
  const place = ({ time, value }: SeriesPoint) => ({
    x: x(time),
    y: round((y(value as number) / HEIGHT) * 100),
  });
  return {
    ...parts,
    ...(newest && { end: { ...place(newest), partial: newest.partial } }),
    corrected: points.filter(({ corrected, value }) => corrected && value !== null).map(place),
    ...(threshold !== undefined && threshold >= low && threshold <= high && { threshold: y(threshold) }),
  };
}
