import type { RefineStore } from '@dataforge/lake';
import type { KpiDefinition } from '@dataforge/products';
import { deliverOutbox, type Delivery, type DeliverOutboxPorts } from './deliver-outbox.ts';

export interface RebuildKpisPorts extends DeliverOutboxPorts {
  readonly outbox: Pick<RefineStore, 'outbox' | 'delivered' | 'unpublished' | 'republish'>;
}

/** Larger than a page of what commits publish: a history comes at once, and each page sorts what is left of it. */
const PAGE = 20_000;

/**
 * Fills the store from what gold holds, with the KPIs whose points are not published as they are defined now, or with all
 * of them where the store has never been written; then delivers what waits. Points that a KPI no longer has are forgotten
 * first. A crash in the middle loses nothing: until a KPI is republished it stays unpublished, and then its points wait in
 * the outbox.
 */
export const rebuildKpis = (
  ports: RebuildKpisPorts,
  { kpis, page = PAGE }: { readonly kpis: readonly Pick<KpiDefinition, 'id'>[]; readonly page?: number },
) => {
  const { outbox, store, clock } = ports;
  const deliver = deliverOutbox(ports, { page });
  return async (): Promise<Delivery> => {
    const ids = (await store.empty()) ? kpis.map(({ id }) => id) : await outbox.unpublished();
    for (const id of ids) await store.trim(id, Number.MAX_SAFE_INTEGER);
    if (ids.length > 0) await outbox.republish(ids, clock.now());
    return deliver();
  };
};
