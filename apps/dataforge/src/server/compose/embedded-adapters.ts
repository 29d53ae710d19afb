import { join } from 'node:path';
import type { Container } from 'inversify';
import { SessionStore, TokenIssuer, TokenVerifier } from '@dataforge/access';
import { builtInIssuer, configuredVerifier } from '@dataforge/access/jose';
import { lmdbSessionStore } from '@dataforge/access/lmdb';
import { AlertStore, SourceStore } from '@dataforge/alerts';
import { lmdbAlertStore, lmdbSourceStore } from '@dataforge/alerts/lmdb';
import { AnomalyStore } from '@dataforge/anomalies';
import { lmdbAnomalyStore } from '@dataforge/anomalies/lmdb';
import { Capacity, EventLog } from '@dataforge/events';
import { lmdbEventLog } from '@dataforge/events/lmdb';
import { Clock } from '@dataforge/kernel';
import { KpiStore } from '@dataforge/kpi';
import { lmdbKpiStore } from '@dataforge/kpi/lmdb';
import { LandingIndex, LandingStore, RefineStore } from '@dataforge/lake';
import { duckDbGoldReader } from '@dataforge/lake/duckdb';
import { fsLandingStore } from '@dataforge/lake/fs';
import { lmdbLandingIndex } from '@dataforge/lake/lmdb';
import { AcceptedCounts } from '@dataforge/ledger';
import { lmdbAcceptedCounts } from '@dataforge/ledger/lmdb';
import { QueryEngine } from '@dataforge/query';
import { duckDbQueryEngine } from '@dataforge/query/duckdb';
import { DeliveryIds } from '@dataforge/webhooks';
import { lmdbDeliveryIds } from '@dataforge/webhooks/lmdb';
import type { Settings } from '../../config/settings.ts';
import { diskBudget, MEASURE_SECONDS } from '../disk-budget.ts';
import * as app from '../ports.ts';
import type { Opened } from './opened.ts';

/** Every port on this process and its data directory. */
export function bindEmbeddedAdapters(
  container: Container,
  { settings, products: { products } }: Opened,
): void {
  container
    .bind(EventLog)
    .toResolvedValue(
      (client, clock) => lmdbEventLog({ client, clock }, { maxBytes: settings.budgets.log }),
      [app.Lmdb, Clock],
    );
  container
    .bind(LandingStore)
    .toResolvedValue(() => fsLandingStore({ root: join(settings.dataDir, 'landing') }), []);
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
    .bind(app.DiskBudget)
    .toResolvedValue(
      (log, landing, lake) => diskBudget({ log, landing, lake }, settings.budgets, 2 * MEASURE_SECONDS),
      [EventLog, LandingIndex, RefineStore],
    );
  container.bind(Capacity).toService(app.DiskBudget);
  container
    .bind(QueryEngine)
    .toResolvedValue(
      (client, clock) =>
        duckDbQueryEngine(
          { client, clock, gold: duckDbGoldReader(products) },
          { queue: { maxWaiting: 16, waitMs: 10_000 }, stagingDir: join(settings.dataDir, 'staging') },
        ),
      [app.DuckDb, Clock],
    );
  bindIdentity(container, settings);
}

function bindIdentity(container: Container, settings: Settings): void {
  container
    .bind(SessionStore)
    .toResolvedValue((client, clock) => lmdbSessionStore({ client, clock }), [app.Lmdb, Clock]);
  container
    .bind(TokenIssuer)
    .toResolvedValue(
      (clock) => builtInIssuer({ clock }, { keyDir: join(settings.dataDir, 'keys') }),
      [Clock],
    );
  container
    .bind(TokenVerifier)
    .toResolvedValue(
      (clock) =>
        settings.access
          ? configuredVerifier({ clock }, settings.access)
          : builtInIssuer({ clock }, { keyDir: join(settings.dataDir, 'keys') }),
      [Clock],
    );
}
