import { DAY_MS, type Clock } from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';
import type { AnomalyStore } from '../ports/anomaly-store.ts';

/** Forgets what was found and expected longer ago than each KPI is kept. */
export const trimAnomalies =
  (
    { store, clock }: { readonly store: AnomalyStore; readonly clock: Clock },
    { kpis }: { readonly kpis: readonly Pick<KpiDefinition, 'id' | 'keepDays'>[] },
  ) =>
  async (): Promise<void> => {
    for (const { id, keepDays } of kpis) await store.trim(id, clock.now() - keepDays * DAY_MS);
  };
