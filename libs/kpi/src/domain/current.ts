import type { KpiDefinition } from '@dataforge/products';
import type { KpiPoint } from '../ports/kpi-store.ts';
import { GRAIN_MS } from './grain.ts';
import { stateOf, type KpiState } from './state.ts';

/** The newest value of a KPI, as a tile shows it. Times in ms since the epoch. */
export interface KpiCurrent {
  readonly value: number | null;
  /** Start of its bucket; null while there is no point. */
  readonly time: number | null;
  readonly unit: string;
  /** How far the product has been read by event time. */
  readonly watermark: number | null;
  /** The server's now minus the append time of the newest record behind the value, ms. */
  readonly ageMs: number | null;
  /** Late events have changed it. */
  readonly corrected: boolean;
  /** The watermark has not closed its bucket: it may still change. */
  readonly partial: boolean;
  /** Older than the KPI's freshness SLA, or never measured. */
  readonly stale: boolean;
  readonly state: KpiState;
  /** The value one bucket earlier, unless that is a gap. */
  readonly previous?: { readonly value: number; readonly time: number };
}

/** The newest of the watermarks that points carry; null if none does. */
export const newestWatermark = (points: readonly KpiPoint[]): number | null =>
  points.reduce<number | null>(
    (newest, { watermark }) => (watermark === null ? newest : Math.max(newest ?? watermark, watermark)),
    null,
  );

/** True while the watermark has not passed the end of the bucket. */
export const isPartial = (bucket: number, lengthMs: number, watermark: number | null): boolean =>
  watermark === null || watermark < bucket + lengthMs;

export interface JudgedPoints {
  readonly newest?: KpiPoint | undefined;
  /** Of the newest bucket that the watermark has closed. */
  readonly closed?: KpiPoint | undefined;
}

/** The points that thresholds look at, from the newest points of a KPI (`tail`, in bucket order). */
export function judgedPoints(
  { grain }: Pick<KpiDefinition, 'grain'>,
  tail: readonly KpiPoint[],
  watermark: number | null,
): JudgedPoints {
  const newest = tail[tail.length - 1];
  if (!newest) return {};
  const grainMs = GRAIN_MS[grain];
  // Not later than the newest bucket: the watermark of a sibling KPI may be far ahead.
  const closed = Math.min(
    watermark === null ? -Infinity : Math.floor(watermark / grainMs) * grainMs - grainMs,
    newest.bucket,
  );
  return { newest, closed: tail.find((point) => point.bucket === closed) };
}

/** The current value from the newest points of a KPI (`tail`, in bucket order). */
export function currentOf(
  kpi: KpiDefinition,
  tail: readonly KpiPoint[],
  watermark: number | null,
  now: number,
): KpiCurrent {
  const grainMs = GRAIN_MS[kpi.grain];
  const { newest: latest, closed } = judgedPoints(kpi, tail, watermark);
  if (!latest)
    return {
      value: null,
      time: null,
      unit: kpi.unit,
      watermark,
      ageMs: null,
      corrected: false,
      partial: false,
      stale: true,
      state: 'unknown',
    };
  const valueAt = (bucket: number) => tail.find((point) => point.bucket === bucket)?.value ?? null;
  const ageMs = Math.max(0, now - latest.appendedAt);
  const previous = valueAt(latest.bucket - grainMs);
  return {
    value: latest.value,
    time: latest.bucket,
    unit: kpi.unit,
    watermark,
    ageMs,
    corrected: latest.corrections > 0,
    partial: isPartial(latest.bucket, grainMs, watermark),
    stale: ageMs > kpi.freshnessSlaMs,
    state: stateOf(kpi, { newest: latest.value, closed: closed?.value ?? null }),
    ...(previous !== null && { previous: { value: previous, time: latest.bucket - grainMs } }),
  };
}
