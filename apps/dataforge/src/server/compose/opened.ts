import type { Container } from 'inversify';
import type { DuckDbClient } from '@dataforge/clients/duckdb';
import type { LmdbClient } from '@dataforge/clients/lmdb';
import { Clock, Log, Random, Secrets, systemClock, systemRandom, systemSecrets } from '@dataforge/kernel';
import { FateReader, RecordReader, RefineStore } from '@dataforge/lake';
import type { DuckDbRefineStore } from '@dataforge/lake/duckdb';
import type { Products } from '@dataforge/products';
import type { Settings } from '../../config/settings.ts';
import type { Connections } from '../connections.ts';
import * as app from '../ports.ts';

/** What has to be opened before the rest can be composed. */
export interface Opened {
  readonly settings: Settings;
  readonly products: Products;
  readonly lmdb: LmdbClient;
  readonly duckDb: DuckDbClient;
  readonly refineStore: DuckDbRefineStore;
  readonly recordReader: RecordReader;
  readonly connections: Connections;
  readonly logger: Log;
}

/** What was opened, and what every process has of itself. */
export function bindOpened(
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
