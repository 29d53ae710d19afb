import type { Container } from 'inversify';
import { SessionStore } from '@dataforge/access';
import { lmdbSessionStore } from '@dataforge/access/lmdb';
import { AlertStore, SourceStore } from '@dataforge/alerts';
import { lmdbAlertStore, lmdbSourceStore } from '@dataforge/alerts/lmdb';
import { AnomalyStore } from '@dataforge/anomalies';
import { lmdbAnomalyStore } from '@dataforge/anomalies/lmdb';
import { Clock } from '@dataforge/kernel';
import { KpiStore } from '@dataforge/kpi';
import { lmdbKpiStore } from '@dataforge/kpi/lmdb';
import { LandingIndex } from '@dataforge/lake';
import { lmdbLandingIndex } from '@dataforge/lake/lmdb';
import { AcceptedCounts } from '@dataforge/ledger';
import { lmdbAcceptedCounts } from '@dataforge/ledger/lmdb';
import { DeliveryIds } from '@dataforge/webhooks';
import { lmdbDeliveryIds } from '@dataforge/webhooks/lmdb';
import * as app from '../ports.ts';

/** What is known of the data, in the data directory. */
export function bindLmdbStores(container: Container): void {
  container.bind(LandingIndex).toResolvedValue((client) => lmdbLandingIndex({ client }), [app.Lmdb]);
  container.bind(AcceptedCounts).toResolvedValue((client) => lmdbAcceptedCounts({ client }), [app.Lmdb]);
  container.bind(AlertStore).toResolvedValue((client) => lmdbAlertStore({ client }), [app.Lmdb]);
  container.bind(SourceStore).toResolvedValue((client) => lmdbSourceStore({ client }), [app.Lmdb]);
  container.bind(AnomalyStore).toResolvedValue((client) => lmdbAnomalyStore({ client }), [app.Lmdb]);
  container.bind(KpiStore).toResolvedValue((client) => lmdbKpiStore({ client }), [app.Lmdb]);
  container
    .bind(DeliveryIds)
    .toResolvedValue((client, clock) => lmdbDeliveryIds({ client, clock }), [app.Lmdb, Clock]);
  container
    .bind(SessionStore)
    .toResolvedValue((client, clock) => lmdbSessionStore({ client, clock }), [app.Lmdb, Clock]);
}
