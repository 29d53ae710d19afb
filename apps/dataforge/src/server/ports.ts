import { port } from '@dataforge/kernel';
import type { LmdbClient } from '@dataforge/clients/lmdb';
import type { DuckDbClient } from '@dataforge/clients/duckdb';
import type { Authenticate } from '@dataforge/access';
import type { AcceptEvents } from '@dataforge/events';
import type { DeliverOutbox, ListKpis, ReadKpi } from '@dataforge/kpi';
import type { ReadLedger } from '@dataforge/ledger';
import type { Products } from '@dataforge/products';
import type { ExportAnswer, RunNamedQuery, RunSql } from '@dataforge/query';
import type { ReceiveDelivery } from '@dataforge/webhooks';
import type { Settings } from '../config/settings.ts';
import type { DiskBudget as Budget } from './disk-budget.ts';

/** What the container knows beside the domains' own ports: settings, connections and composed use cases. */
export const AppSettings = port<Settings>('app.Settings');
export const AppProducts = port<Products>('app.Products');
export const Lmdb = port<LmdbClient>('app.Lmdb');
export const DuckDb = port<DuckDbClient>('app.DuckDb');
export const DiskBudget = port<Budget>('app.DiskBudget');
export const AuthenticateUse = port<Authenticate>('app.Authenticate');
export const AcceptEventsUse = port<AcceptEvents>('app.AcceptEvents');
export const ReceiveDeliveryUse = port<ReceiveDelivery>('app.ReceiveDelivery');
export const ReadLedgerUse = port<ReadLedger>('app.ReadLedger');
export const ReadKpiUse = port<ReadKpi>('app.ReadKpi');
export const ListKpisUse = port<ListKpis>('app.ListKpis');
export const DeliverOutboxUse = port<DeliverOutbox>('app.DeliverOutbox');
export const RunNamedQueryUse = port<RunNamedQuery>('app.RunNamedQuery');
export const RunSqlUse = port<RunSql>('app.RunSql');
export const ExportAnswerUse = port<ExportAnswer>('app.ExportAnswer');
