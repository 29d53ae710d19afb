import { join } from 'node:path';
import { Container } from 'inversify';
import { authenticate, TokenIssuer, TokenVerifier } from '@dataforge/access';
import { builtInIssuer, configuredVerifier } from '@dataforge/access/jose';
import type { DuckDbClient } from '@dataforge/clients/duckdb';
import type { LmdbClient } from '@dataforge/clients/lmdb';
import { acceptEvents, Capacity, EventLog } from '@dataforge/events';
import { lmdbEventLog } from '@dataforge/events/lmdb';
import { Clock, Log, Random, systemClock, systemRandom } from '@dataforge/kernel';
import { deliverOutbox, KpiStore, listKpis, readKpi } from '@dataforge/kpi';
import { lmdbKpiStore } from '@dataforge/kpi/lmdb';
import { FateReader, LandingIndex, LandingStore, RecordReader, RefineStore } from '@dataforge/lake';
import type { DuckDbRefineStore } from '@dataforge/lake/duckdb';
import { fsLandingStore } from '@dataforge/lake/fs';
import { lmdbLandingIndex } from '@dataforge/lake/lmdb';
import { AcceptedCounts, listRecords, readLedger, traceEvent } from '@dataforge/ledger';
import { lmdbAcceptedCounts } from '@dataforge/ledger/lmdb';
import type { Products } from '@dataforge/products';
import { QueryEngine, runNamedQuery } from '@dataforge/query';
import { duckDbQueryEngine } from '@dataforge/query/duckdb';
import { DELIVERY_TYPE, DeliveryIds, receiveDelivery } from '@dataforge/webhooks';
import { lmdbDeliveryIds } from '@dataforge/webhooks/lmdb';
import type { Settings } from '../config/settings.ts';
import { diskBudget } from './disk-budget.ts';
import * as app from './ports.ts';

/** What has to be opened before the rest can be composed. */
export interface Opened {
  readonly settings: Settings;
  readonly products: Products;
  readonly lmdb: LmdbClient;
  readonly duckDb: DuckDbClient;
  readonly refineStore: DuckDbRefineStore;
  readonly recordReader: RecordReader;
  readonly logger: Log;
}

export const MEASURE_SECONDS = 5;

/** The embedded profile: every port bound to its adapter, every use case to its ports. */
export function compose(opened: Opened): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  bindOpened(container, opened);
  bindAdapters(container, opened.settings);
  bindUseCases(container, opened);
  bindTracing(container);
  return container;
}

function bindOpened(
  container: Container,
  { settings, products, lmdb, duckDb, refineStore, recordReader, logger }: Opened,
): void {
  container.bind(app.AppSettings).toConstantValue(settings);
  container.bind(app.AppProducts).toConstantValue(products);
  container.bind(app.Lmdb).toConstantValue(lmdb);
  container.bind(app.DuckDb).toConstantValue(duckDb);
  container.bind(RefineStore).toConstantValue(refineStore);
  container.bind(RecordReader).toConstantValue(recordReader);
  container.bind(FateReader).toConstantValue(refineStore);
  container.bind(app.Watermarks).toConstantValue(refineStore);
  container.bind(Log).toConstantValue(logger);
  container.bind(Clock).toConstantValue(systemClock);
  container.bind(Random).toConstantValue(systemRandom);
}

function bindAdapters(container: Container, settings: Settings): void {
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
  container.bind(KpiStore).toResolvedValue((client) => lmdbKpiStore({ client }), [app.Lmdb]);
  container
    .bind(DeliveryIds)
    .toResolvedValue((client, clock) => lmdbDeliveryIds({ client, clock }), [app.Lmdb, Clock]);
  container
    .bind(QueryEngine)
    .toResolvedValue(
      (client, clock, watermarks) =>
        duckDbQueryEngine(
          { client, clock, watermark: (product) => watermarks.watermark(product) },
          { waitMs: 10_000 },
        ),
      [app.DuckDb, Clock, app.Watermarks],
    );
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
  container
    .bind(app.DiskBudget)
    .toResolvedValue(
      (log, landing, lake) => diskBudget({ log, landing, lake }, settings.budgets, 2 * MEASURE_SECONDS),
      [EventLog, LandingIndex, RefineStore],
    );
  container.bind(Capacity).toService(app.DiskBudget);
}

function bindUseCases(container: Container, { settings, products }: Opened): void {
  const events = products.products.map((product) => product.event);
  const kpis = products.products.flatMap((product) => product.kpis);
  const queries = products.products.flatMap((product) => product.queries);
  container
    .bind(app.AuthenticateUse)
    .toResolvedValue((verifier) => authenticate({ verifier }), [TokenVerifier]);
  container
    .bind(app.AcceptEventsUse)
    .toResolvedValue(
      (log, capacity) =>
        acceptEvents(
          { log, capacity },
          { topics: new Map(events.map((e) => [e.type, e.topic])), maxEventBytes: 1024 * 1024 },
        ),
      [EventLog, Capacity],
    );
  container.bind(app.ReceiveDeliveryUse).toResolvedValue(
    (log, ids, clock, capacity) => {
      const topic = events.find((event) => event.type === DELIVERY_TYPE)?.topic;
      if (topic === undefined) throw new Error(`No product takes ${DELIVERY_TYPE}.`);
      return receiveDelivery({ log, ids, clock, capacity }, { sources: settings.webhooks.sources, topic });
    },
    [EventLog, DeliveryIds, Clock, Capacity],
  );
  container
    .bind(app.ReadLedgerUse)
    .toResolvedValue(
      (log, landing, fates, accepted) => readLedger({ log, landing, fates, accepted }, products),
      [EventLog, LandingIndex, FateReader, AcceptedCounts],
    );
  container
    .bind(app.ReadKpiUse)
    .toResolvedValue((store, clock) => readKpi({ store, clock }, { kpis }), [KpiStore, Clock]);
  container
    .bind(app.ListKpisUse)
    .toResolvedValue((store, clock) => listKpis({ store, clock }, { kpis }), [KpiStore, Clock]);
  container
    .bind(app.DeliverOutboxUse)
    .toResolvedValue((outbox, store) => deliverOutbox({ outbox, store }), [RefineStore, KpiStore]);
  container
    .bind(app.RunNamedQueryUse)
    .toResolvedValue(
      (engine, clock) => runNamedQuery({ engine, clock }, { queries, maxRows: 10_000, timeoutMs: 30_000 }),
      [QueryEngine, Clock],
    );
}

/** From the ledger's cells to the records behind them. */
function bindTracing(container: Container): void {
  container
    .bind(app.ListRecordsUse)
    .toResolvedValue(
      (log, landing, records) => listRecords({ log, landing, records }),
      [EventLog, LandingIndex, RecordReader],
    );
  container
    .bind(app.TraceEventUse)
    .toResolvedValue(
      (log, landing, objects, records, points, clock) =>
        traceEvent({ log, landing, objects, records, points, clock }),
      [EventLog, LandingIndex, LandingStore, RecordReader, KpiStore, Clock],
    );
}
