import { port } from '@dataforge/kernel';
import type { LmdbClient } from '@dataforge/clients/lmdb';
import type { DuckDbClient } from '@dataforge/clients/duckdb';
import type { Authenticate, Sessions } from '@dataforge/access';
import type {
  AcknowledgeAlert,
  AlertFeed as AlertNews,
  EvaluateAlerts,
  ListAlerts,
  WatchSources,
} from '@dataforge/alerts';
import type { AnomalyFeed as AnomalyNews, ReadAnomalies, WatchKpis } from '@dataforge/anomalies';
import type { AcceptEvents } from '@dataforge/events';
import type { DeliverOutbox, ListKpis, ReadKpi, RecentKpis } from '@dataforge/kpi';
import type { ListRecords, ReadLedger, TraceEvent } from '@dataforge/ledger';
import type { Products } from '@dataforge/products';
import type { DescribeGold, ExportAnswer, RunNamedQuery, RunSql } from '@dataforge/query';
import type { ReceiveDelivery } from '@dataforge/webhooks';
import type { Settings } from '../config/settings.ts';
import type { DiskBudget as Budget } from './disk-budget.ts';
import type { Live } from './live.ts';
import type { ServedPoints } from './served-points.ts';

/** What the container knows beside the domains' own ports: settings, connections and composed use cases. */
export const AppSettings = port<Settings>('app.Settings');
export const AppProducts = port<Products>('app.Products');
export const Lmdb = port<LmdbClient>('app.Lmdb');
export const DuckDb = port<DuckDbClient>('app.DuckDb');
export const DiskBudget = port<Budget>('app.DiskBudget');
export const AuthenticateUse = port<Authenticate>('app.Authenticate');
export const SessionsUse = port<Sessions>('app.Sessions');
export const AcceptEventsUse = port<AcceptEvents>('app.AcceptEvents');
export const ReceiveDeliveryUse = port<ReceiveDelivery>('app.ReceiveDelivery');
export const ReadLedgerUse = port<ReadLedger>('app.ReadLedger');
export const ListRecordsUse = port<ListRecords>('app.ListRecords');
export const TraceEventUse = port<TraceEvent>('app.TraceEvent');
export const ReadKpiUse = port<ReadKpi>('app.ReadKpi');
export const ListKpisUse = port<ListKpis>('app.ListKpis');
export const RecentKpisUse = port<RecentKpis>('app.RecentKpis');
export const Served = port<ServedPoints>('app.ServedPoints');
export const LivePush = port<Live>('app.Live');
export const DeliverOutboxUse = port<DeliverOutbox>('app.DeliverOutbox');
/** Whoever tells others of alerts listens here. */
export const AlertFeed = port<AlertNews>('app.AlertFeed');
export const ListAlertsUse = port<ListAlerts>('app.ListAlerts');
export const AcknowledgeAlertUse = port<AcknowledgeAlert>('app.AcknowledgeAlert');
export const EvaluateAlertsUse = port<EvaluateAlerts>('app.EvaluateAlerts');
export const WatchSourcesUse = port<WatchSources>('app.WatchSources');
export const WatchKpisUse = port<WatchKpis>('app.WatchKpis');
export const ReadAnomaliesUse = port<ReadAnomalies>('app.ReadAnomalies');
export const AnomalyFeed = port<AnomalyNews>('app.AnomalyFeed');
export const RunNamedQueryUse = port<RunNamedQuery>('app.RunNamedQuery');
export const RunSqlUse = port<RunSql>('app.RunSql');
export const ExportAnswerUse = port<ExportAnswer>('app.ExportAnswer');
export const DescribeGoldUse = port<DescribeGold>('app.DescribeGold');
