import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Container } from 'inversify';
import { authenticate, sessions, SessionStore, TokenIssuer, TokenVerifier } from '@dataforge/access';
import { builtInIssuer, configuredVerifier } from '@dataforge/access/jose';
import { lmdbSessionStore } from '@dataforge/access/lmdb';
import {
  acknowledgeAlert,
  alertFeed,
  AlertStore,
  evaluateAlerts,
  listAlerts,
  oldestWaiting,
  SourceStore,
  watchSources,
} from '@dataforge/alerts';
import { lmdbAlertStore, lmdbSourceStore } from '@dataforge/alerts/lmdb';
import { anomalyFeed, AnomalyStore, Detector, readAnomalies, watchKpis } from '@dataforge/anomalies';
import { lmdbAnomalyStore } from '@dataforge/anomalies/lmdb';
import { robustDetector } from '@dataforge/anomalies/robust';
import type { DuckDbClient } from '@dataforge/clients/duckdb';
import type { LmdbClient } from '@dataforge/clients/lmdb';
import { acceptEvents, Capacity, EventLog } from '@dataforge/events';
import { lmdbEventLog } from '@dataforge/events/lmdb';
import {
  Clock,
  Log,
  MINUTE_MS,
  Random,
  SECOND_MS,
  Secrets,
  systemClock,
  systemRandom,
  systemSecrets,
} from '@dataforge/kernel';
import { deliverOutbox, KpiStore, listKpis, readKpi, recentKpis } from '@dataforge/kpi';
import { lmdbKpiStore } from '@dataforge/kpi/lmdb';
import { FateReader, LandingIndex, LandingStore, RecordReader, RefineStore } from '@dataforge/lake';
import { duckDbGoldReader, type DuckDbRefineStore } from '@dataforge/lake/duckdb';
import { fsLandingStore } from '@dataforge/lake/fs';
import { lmdbLandingIndex } from '@dataforge/lake/lmdb';
import { AcceptedCounts, listRecords, readLedger, traceEvent } from '@dataforge/ledger';
import { lmdbAcceptedCounts } from '@dataforge/ledger/lmdb';
import { goldTable, type Products } from '@dataforge/products';
import {
  AnswerCache,
  answerCache,
  describeGold,
  exportAnswer,
  QueryEngine,
  runNamedQuery,
  runSql,
} from '@dataforge/query';
import { duckDbQueryEngine } from '@dataforge/query/duckdb';
import { DELIVERY_TYPE, DeliveryIds, receiveDelivery } from '@dataforge/webhooks';
import { lmdbDeliveryIds } from '@dataforge/webhooks/lmdb';
import type { Settings } from '../config/settings.ts';
import { diskBudget } from './disk-budget.ts';
import { live } from './live.ts';
import * as app from './ports.ts';
import { servedPoints } from './served-points.ts';

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

/** Beyond the time for which records wait to share an object, landing has so long before they count as missing. */
const LANDING_GRACE_MS = 5 * MINUTE_MS;

/** The embedded profile: every port bound to its adapter, every use case to its ports. */
export function compose(opened: Opened): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  bindOpened(container, opened);
  bindAdapters(container, opened);
  bindUseCases(container, opened);
  bindKpis(container, opened);
  bindQuery(container, opened);
  bindAlerts(container, opened);
  bindAnomalies(container, opened);
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
  container.bind(Log).toConstantValue(logger);
  container.bind(Clock).toConstantValue(systemClock);
  container.bind(Random).toConstantValue(systemRandom);
  container.bind(Secrets).toConstantValue(systemSecrets);
}

function bindAdapters(container: Container, { settings }: Opened): void {
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
  container
    .bind(app.AuthenticateUse)
    .toResolvedValue(
      (verifier, sessions) => authenticate({ verifier, sessions }),
      [TokenVerifier, app.SessionsUse],
    );
  container
    .bind(app.SessionsUse)
    .toResolvedValue(
      (store, clock, secrets) => sessions({ store, clock, secrets }),
      [SessionStore, Clock, Secrets],
    );
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
}

/** KPIs from the outbox to whoever asks for them or follows them. */
function bindKpis(container: Container, { products }: Opened): void {
  const kpis = products.products.flatMap((product) => product.kpis);
  container
    .bind(app.ReadKpiUse)
    .toResolvedValue((store, clock) => readKpi({ store, clock }, { kpis }), [KpiStore, Clock]);
  container
    .bind(app.ListKpisUse)
    .toResolvedValue((store, clock) => listKpis({ store, clock }, { kpis }), [KpiStore, Clock]);
  container.bind(app.DeliverOutboxUse).toResolvedValue(
    (outbox, store, clock, served, watch) =>
      deliverOutbox({
        outbox,
        store,
        clock,
        onDelivered(points) {
          served.stored(points);
          watch.changed(points);
        },
      }),
    [RefineStore, KpiStore, Clock, app.Served, app.WatchKpisUse],
  );
  container.bind(app.Served).toResolvedValue((clock) => servedPoints({ clock }), [Clock]);
  container
    .bind(app.RecentKpisUse)
    .toResolvedValue((store, clock) => recentKpis({ store, clock }, { kpis }), [KpiStore, Clock]);
  container.bind(app.LivePush).toResolvedValue(
    (recent, ledger, served, alerts, alertNews, anomalies, anomalyNews, log, landing, store, clock) =>
      live(
        {
          recentKpis: recent,
          readLedger: ledger,
          servedPoints: served,
          listAlerts: alerts,
          alertFeed: alertNews,
          readAnomalies: anomalies,
          anomalyFeed: anomalyNews,
          log,
          landing,
          store,
          clock,
        },
        { epoch: randomUUID(), kpis: kpis.map(({ id }) => id) },
      ),
    [
      app.RecentKpisUse,
      app.ReadLedgerUse,
      app.Served,
      app.ListAlertsUse,
      app.AlertFeed,
      app.ReadAnomaliesUse,
      app.AnomalyFeed,
      EventLog,
      LandingIndex,
      RefineStore,
      Clock,
    ],
  );
}

/** A page and a download, at most. */
const PAGE = { maxRows: 100_000, maxBytes: 32 * 1024 * 1024, timeoutMs: 30_000 };
const DOWNLOAD = { maxRows: 100_000, maxBytes: 64 * 1024 * 1024, timeoutMs: 30_000 };

function bindQuery(container: Container, { settings, products: { products } }: Opened): void {
  const queries = products.flatMap((product) => product.queries);
  const tables = products.flatMap(({ name, gold }) => gold.map((model) => goldTable(name, model.name)));
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
  container.bind(AnswerCache).toResolvedValue(() => answerCache({ maxBytes: 32 * 1024 * 1024 }), []);
  container
    .bind(app.RunNamedQueryUse)
    .toResolvedValue(
      (engine, clock, cache) => runNamedQuery({ engine, clock, cache }, { queries, ...PAGE }),
      [QueryEngine, Clock, AnswerCache],
    );
  container
    .bind(app.RunSqlUse)
    .toResolvedValue(
      (engine, clock, cache) => runSql({ engine, clock, cache }, { tables, ...PAGE }),
      [QueryEngine, Clock, AnswerCache],
    );
  container
    .bind(app.DescribeGoldUse)
    .toResolvedValue((engine) => describeGold({ engine }, { tables }), [QueryEngine]);
  container
    .bind(app.ExportAnswerUse)
    .toResolvedValue((engine) => exportAnswer({ engine }, { queries, tables, ...DOWNLOAD }), [QueryEngine]);
}

function bindAlerts(container: Container, { settings, products }: Opened): void {
  container.bind(AlertStore).toResolvedValue((client) => lmdbAlertStore({ client }), [app.Lmdb]);
  container.bind(SourceStore).toResolvedValue((client) => lmdbSourceStore({ client }), [app.Lmdb]);
  container.bind(app.AlertFeed).toResolvedValue(() => alertFeed(), []);
  container.bind(app.ListAlertsUse).toResolvedValue((store) => listAlerts({ store }), [AlertStore]);
  container
    .bind(app.AcknowledgeAlertUse)
    .toResolvedValue(
      (store, clock, feed) => acknowledgeAlert({ store, clock, feed }),
      [AlertStore, Clock, app.AlertFeed],
    );
  container
    .bind(app.WatchSourcesUse)
    .toResolvedValue((store, clock) => watchSources({ store, clock }, products), [SourceStore, Clock]);
  container.bind(app.EvaluateAlertsUse).toResolvedValue(
    (store, clock, feed, readLedger, kpiStore, log, refineStore, sources) =>
      evaluateAlerts(
        {
          store,
          clock,
          feed,
          readLedger,
          kpiStore,
          sources,
          oldestWaiting: oldestWaiting({ log, store: refineStore }),
        },
        { ...products, dueMs: LANDING_GRACE_MS + settings.landing.lingerSeconds * SECOND_MS },
      ),
    [
      AlertStore,
      Clock,
      app.AlertFeed,
      app.ReadLedgerUse,
      KpiStore,
      EventLog,
      RefineStore,
      app.WatchSourcesUse,
    ],
  );
}

function bindAnomalies(container: Container, { products }: Opened): void {
  const kpis = products.products.flatMap((product) => product.kpis);
  container.bind(Detector).toResolvedValue(() => robustDetector(), []);
  container.bind(AnomalyStore).toResolvedValue((client) => lmdbAnomalyStore({ client }), [app.Lmdb]);
  container.bind(app.AnomalyFeed).toResolvedValue(() => anomalyFeed(), []);
  container
    .bind(app.WatchKpisUse)
    .toResolvedValue(
      (kpiStore, store, detector, clock, feed) =>
        watchKpis({ kpis: kpiStore, store, detector, clock, feed }, { kpis }),
      [KpiStore, AnomalyStore, Detector, Clock, app.AnomalyFeed],
    );
  container
    .bind(app.ReadAnomaliesUse)
    .toResolvedValue((store, clock) => readAnomalies({ store, clock }, { kpis }), [AnomalyStore, Clock]);
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
