import { join } from 'node:path';
import type { Container } from 'inversify';
import { TokenIssuer, TokenVerifier } from '@dataforge/access';
import { builtInIssuer, configuredVerifier } from '@dataforge/access/jose';
import { Capacity, EventLog } from '@dataforge/events';
import { lmdbEventLog } from '@dataforge/events/lmdb';
import { Clock } from '@dataforge/kernel';
import { LandingIndex, LandingStore, RefineStore } from '@dataforge/lake';
import { duckDbGoldReader } from '@dataforge/lake/duckdb';
import { fsLandingStore } from '@dataforge/lake/fs';
import { QueryEngine } from '@dataforge/query';
import { duckDbQueryEngine } from '@dataforge/query/duckdb';
import type { Settings } from '../../config/settings.ts';
import { diskBudget, MEASURE_SECONDS } from '../disk-budget.ts';
import * as app from '../ports.ts';
import { bindLmdbStores } from './lmdb-stores.ts';
import type { Opened } from './opened.ts';

/**
 * Every port on its adapter. The profile decides where the log and the landing objects are, and where what is known about
 * them; the lake is DuckDB's file on each of them, and its one writer is this process.
 */
export function bindAdapters(container: Container, opened: Opened): void {
  const { settings, products, connections } = opened;
  if (connections.eventLog) container.bind(EventLog).toConstantValue(connections.eventLog);
  else bindLmdbLog(container, settings);
  container
    .bind(LandingStore)
    .toResolvedValue(
      () => connections.landingStore ?? fsLandingStore({ root: join(settings.dataDir, 'landing') }),
      [],
    );
  (connections.bindStores ?? bindLmdbStores)(container);
  bindBudget(container, settings);
  bindIdentity(container, settings);
  container
    .bind(QueryEngine)
    .toResolvedValue(
      (client, clock) =>
        duckDbQueryEngine(
          { client, clock, gold: duckDbGoldReader(products.products) },
          { queue: { maxWaiting: 16, waitMs: 10_000 }, stagingDir: join(settings.dataDir, 'staging') },
        ),
      [app.DuckDb, Clock],
    );
}

const bindLmdbLog = (container: Container, { budgets }: Settings) =>
  container
    .bind(EventLog)
    .toResolvedValue(
      (client, clock) => lmdbEventLog({ client, clock }, { maxBytes: budgets.log }),
      [app.Lmdb, Clock],
    );

function bindBudget(container: Container, settings: Settings): void {
  container
    .bind(app.DiskBudget)
    .toResolvedValue(
      (log, landing, lake) => diskBudget({ log, landing, lake }, settings.budgets, 2 * MEASURE_SECONDS),
      [EventLog, LandingIndex, RefineStore],
    );
  container.bind(Capacity).toService(app.DiskBudget);
}

function bindIdentity(container: Container, settings: Settings): void {
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
