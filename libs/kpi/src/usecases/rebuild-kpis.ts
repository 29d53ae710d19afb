import type { RefineStore } from '@dataforge/lake';
import { deliverOutbox, type Delivery, type DeliverOutboxPorts } from './deliver-outbox.ts';

export interface RebuildKpisPorts extends DeliverOutboxPorts {
  readonly outbox: Pick<RefineStore, 'outbox' | 'delivered' | 'republish'>;
}

/**
 * Fills a store that has never been written from what gold holds; otherwise delivers what waits. A crash in the
 * middle loses nothing: what was republished waits in the outbox.
 */
export const rebuildKpis = (ports: RebuildKpisPorts, config: { readonly page?: number } = {}) => {
  const deliver = deliverOutbox(ports, config);
  return async (): Promise<Delivery> => {
    if (await ports.store.empty()) await ports.outbox.republish();
    return deliver();
  };
};
