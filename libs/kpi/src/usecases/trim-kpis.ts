import { DAY_MS, type Clock } from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';
import type { KpiStore } from '../ports/kpi-store.ts';

/** Forgets the points that are older than each KPI is kept. */
export const trimKpis =
  (
    { store, clock }: { readonly store: KpiStore; readonly clock: Clock },
    { kpis }: { readonly kpis: readonly Pick<KpiDefinition, 'id' | 'keepDays'>[] },
  ) =>
  async (): Promise<void> => {
    for (const kpi of kpis) await store.trim(kpi.id, clock.now() - kpi.keepDays * DAY_MS);
  };
