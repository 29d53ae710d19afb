import type { KpiDefinition } from '@dataforge/products';

/** What a coarser point is made of, and what it is again. */
export interface RollupPoint {
  /** Start of the bucket, ms since the epoch. */
  readonly bucket: number;
  /** Null is a gap: nothing was measured. It is never taken for zero. */
  readonly value: number | null;
  readonly weight: number;
  readonly corrections: number;
}

type Rule = KpiDefinition['rollup'];

/**
 * Rolls points (in bucket order) up to buckets of `stepMs`, which begin at multiples of it since the epoch.
 * Gaps count for nothing; a bucket with nothing else stays a gap. A mean is by weight, so that rolling up in
 * two steps gives what one step gives.
 */
export function rollUp(points: readonly RollupPoint[], rule: Rule, stepMs: number): readonly RollupPoint[] {
  const rolled: RollupPoint[] = [];
  for (let first = 0; first < points.length;) {
    const bucket = bucketOf(points[first] as RollupPoint, stepMs);
    let end = first + 1;
    while (end < points.length && bucketOf(points[end] as RollupPoint, stepMs) === bucket) end += 1;
    rolled.push(combine(bucket, points.slice(first, end), rule));
    first = end;
  }
  return rolled;
}

const bucketOf = (point: RollupPoint, stepMs: number): number => Math.floor(point.bucket / stepMs) * stepMs;

function combine(bucket: number, points: readonly RollupPoint[], rule: Rule): RollupPoint {
  const measured = points.filter((point): point is RollupPoint & { value: number } => point.value !== null);
  const weight = total(measured.map((point) => point.weight));
  const value = measured.length === 0 ? null : COMBINE[rule](measured, weight);
  return {
    bucket,
    value,
    weight: value === null ? 0 : weight,
    corrections: total(points.map((point) => point.corrections)),
  };
}

type Measured = readonly { readonly value: number; readonly weight: number }[];

const COMBINE: Readonly<Record<Rule, (points: Measured, weight: number) => number | null>> = {
  sum: (points) => total(points.map((point) => point.value)),
  min: (points) => points.reduce((least, point) => Math.min(least, point.value), Infinity),
  max: (points) => points.reduce((most, point) => Math.max(most, point.value), -Infinity),
  last: (points) => points[points.length - 1]?.value ?? null,
  mean: (points, weight) =>
    weight > 0 ? total(points.map((point) => point.value * point.weight)) / weight : null,
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
