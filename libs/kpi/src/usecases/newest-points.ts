import { MOST_AHEAD_MS } from '@dataforge/lake';
import type { KpiDefinition } from '@dataforge/products';
import { newestWatermark } from '../domain/current.ts';
import { GRAIN_MS } from '../domain/grain.ts';
import type { KpiPoint, KpiStore } from '../ports/kpi-store.ts';

/** Enough buckets to find the one before, the newest closed one, and the newest watermark. */
const TAIL_BUCKETS = 60;

export interface NewestPoints {
  /** The newest points of a KPI in bucket order. */
  tail(kpi: KpiDefinition): readonly KpiPoint[];
  /**
   * How far a product has been read: the newest watermark among the newest points of all its KPIs, since one
   * KPI alone may have had nothing to say for long.
   */
  watermark(product: string): number | null;
}

/**
 * The newest points as of `now` (ms). A bucket further ahead than any right clock is not looked at, by the same bound that
 * keeps it from moving a watermark: else one wrong clock would be the current value until that time comes.
 */
export async function newestPoints(
  store: KpiStore,
  kpis: readonly KpiDefinition[],
  now: number,
): Promise<NewestPoints> {
  const tails = new Map<string, readonly KpiPoint[]>();
  for (const kpi of kpis) tails.set(kpi.id, await tailOf(store, kpi, now + MOST_AHEAD_MS));
  const tail = (kpi: KpiDefinition) => tails.get(kpi.id) ?? [];
  const watermarks = new Map<string, number | null>();
  for (const kpi of kpis)
    watermarks.set(kpi.product, later(watermarks.get(kpi.product) ?? null, newestWatermark(tail(kpi))));
  return { tail, watermark: (product) => watermarks.get(product) ?? null };
}

const later = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

async function tailOf(store: KpiStore, kpi: KpiDefinition, through: number): Promise<readonly KpiPoint[]> {
  const newest = await store.newest(kpi.id, through, TAIL_BUCKETS + 1);
  const from = (newest.at(-1)?.bucket ?? 0) - TAIL_BUCKETS * GRAIN_MS[kpi.grain];
  return newest.filter(({ bucket }) => bucket >= from);
}
