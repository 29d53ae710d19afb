import type { KpiDefinition } from '@dataforge/products';
import { isPartial } from './current.ts';
import { rollUp, type RollupPoint } from './rollup.ts';
import type { SeriesPlan } from './series-plan.ts';

/** A point of an answered series. */
export interface KpiSeriesPoint {
  /** Start of its bucket, ms since the epoch. */
  readonly time: number;
  /** Null is a gap. */
  readonly value: number | null;
  /** Absent for a gap. */
  readonly weight?: number;
  readonly corrected: boolean;
  /** The watermark has not closed its bucket: it may still change. */
  readonly partial: boolean;
}

/** One point for each bucket of the plan; buckets without points are gaps. `points` in bucket order. */
export function seriesOf(
  kpi: KpiDefinition,
  plan: SeriesPlan,
  points: readonly RollupPoint[],
  watermark: number | null,
): readonly KpiSeriesPoint[] {
  const rolled = new Map(rollUp(points, kpi.rollup, plan.stepMs).map((point) => [point.bucket, point]));
  return Array.from({ length: (plan.to - plan.from) / plan.stepMs }, (_, index) => {
    const time = plan.from + index * plan.stepMs;
    const point = rolled.get(time);
    const value = point?.value ?? null;
    return {
      time,
      value,
      ...(point && value !== null && { weight: point.weight }),
      corrected: (point?.corrections ?? 0) > 0,
      partial: isPartial(time, plan.stepMs, watermark),
    };
  });
}
