import type { Clock } from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';
import { currentOf, isPartial } from '../domain/current.ts';
import { GRAIN_MS } from '../domain/grain.ts';
import type { KpiSeriesPoint } from '../domain/series.ts';
import type { KpiStore } from '../ports/kpi-store.ts';
import type { KpiReading } from './list-kpis.ts';
import { newestPoints } from './newest-points.ts';

export interface RecentKpi extends KpiReading {
  /** Append time of the newest record behind the current value, ms since the epoch; null while there is none. */
  readonly appendedAt: number | null;
  /** The newest points that are there, an hour of minutes or as many buckets of another grain, in bucket order. */
  readonly points: readonly Omit<KpiSeriesPoint, 'weight'>[];
}

export type RecentKpis = () => Promise<readonly RecentKpi[]>;

/** Every KPI with its current value and the newest points of its series, in the order of their definitions. */
export const recentKpis =
  (
    { store, clock }: { readonly store: KpiStore; readonly clock: Clock },
    { kpis }: { readonly kpis: readonly KpiDefinition[] },
  ): RecentKpis =>
  async () => {
    const now = clock.now();
    const newest = await newestPoints(store, kpis, now);
    return kpis.map((definition) => {
      const tail = newest.tail(definition);
      const watermark = newest.watermark(definition.product);
      return {
        definition,
        current: currentOf(definition, tail, watermark, now),
        appendedAt: tail[tail.length - 1]?.appendedAt ?? null,
        points: tail.map(({ bucket, value, corrections }) => ({
          time: bucket,
          value,
          corrected: corrections > 0,
          partial: isPartial(bucket, GRAIN_MS[definition.grain], watermark),
        })),
      };
    });
  };
