import type { Clock } from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';
import { currentOf, type KpiCurrent } from '../domain/current.ts';
import type { KpiStore } from '../ports/kpi-store.ts';
import { newestPoints } from './newest-points.ts';

export interface KpiReading {
  readonly definition: KpiDefinition;
  readonly current: KpiCurrent;
}

export type ListKpis = () => Promise<readonly KpiReading[]>;

/** The current value of every KPI, in the order of their definitions. */
export const listKpis =
  (
    { store, clock }: { readonly store: KpiStore; readonly clock: Clock },
    { kpis }: { readonly kpis: readonly KpiDefinition[] },
  ): ListKpis =>
  async () => {
    const now = clock.now();
    const newest = await newestPoints(store, kpis, now);
    return kpis.map((definition) => ({
      definition,
      current: currentOf(definition, newest.tail(definition), newest.watermark(definition.product), now),
    }));
  };
