import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDbHeldError, openDuckDb, type DuckDbClient } from '@dataforge/clients/duckdb';
import { openLmdb, type LmdbClient } from '@dataforge/clients/lmdb';
import { messageOf, natureOf, systemClock, type Log } from '@dataforge/kernel';
import type { RecordReader } from '@dataforge/lake';
import { duckDbRecordReader, duckDbRefineStore, type DuckDbRefineStore } from '@dataforge/lake/duckdb';
import type { Products } from '@dataforge/products';
import type { Settings } from '../config/settings.ts';
import { StartFailure } from './start-failure.ts';

export interface DataDir {
  readonly lmdb: LmdbClient;
  readonly duckDb: DuckDbClient;
  readonly refineStore: DuckDbRefineStore;
  readonly recordReader: RecordReader;
  close(): Promise<void>;
}

/** Opens what the data directory holds. DuckDB comes first: its lock is the directory's. */
export async function openDataDir(settings: Settings, products: Products, logger: Log): Promise<DataDir> {
  const { dataDir } = settings;
  assertWritable(dataDir);
  const stagingDir = join(dataDir, 'staging');
  const file = join(dataDir, 'lake.duckdb');
  const duckDb = await openDuckDb({ path: file, stagingDir, ...settings.duckdb }).catch((error: unknown) => {
    if (error instanceof DuckDbHeldError)
      throw new StartFailure(
        `The data directory ${dataDir} is in use by another process${error.pid ? ` (pid ${error.pid})` : ''}. Stop that one, or set DATAFORGE_DATA_DIR to another directory.`,
      );
    throw new StartFailure(`The lake ${file} cannot be opened: ${messageOf(error)}`, error);
  });
  const lmdb = openLmdb({ path: join(dataDir, 'lmdb') });
  const refineStore = await duckDbRefineStore(
    { client: duckDb, logger },
    { products: products.products, stagingDir, file },
  ).catch((error: unknown) => {
    if (natureOf(error) !== 'retriable') throw error;
    throw new StartFailure(`The lake ${file} cannot be prepared. ${messageOf(error)}`, error);
  });
  return {
    lmdb,
    duckDb,
    refineStore,
    recordReader: await duckDbRecordReader({ client: duckDb, clock: systemClock }, products),
    async close() {
      duckDb.close();
      await lmdb.close();
    },
  };
}

/** Makes the directory if it is not there; throws a StartFailure if it cannot be written. */
export function assertWritable(dataDir: string): void {
  try {
    makeDirectory(dataDir);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new StartFailure(
      `The data directory ${dataDir} cannot be written (${messageOf(error)}). Set DATAFORGE_DATA_DIR to one that can.`,
      error,
    );
  }
}

/** A level at a time: where a directory that is there refuses with ENOENT, as /proc does, Node's `recursive` never ends. */
function makeDirectory(path: string): void {
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
