import { open, type Database, type Key } from 'lmdb';
import { guardedWrite, handleFailedCommits } from './failed-writes.ts';

/** A database of an environment. What is put and removed belongs to the transaction or batch around it. */
export type LmdbDatabase<V, K extends Key> = Pick<
  Database<V, K>,
  'get' | 'doesExist' | 'getKeys' | 'getRange' | 'getStats'
> & {
  put(key: K, value: V): void;
  remove(key: K): void;
};

/**
 * An LMDB environment in its own directory. Writes resolve once they are on the disk, all of one or none; what hinders
 * them and can be waited out, such as a full disk, is a retriable InfrastructureError.
 */
export interface LmdbClient {
  /** Its directory. */
  readonly path: string;
  /** Opens a database, and creates it if it is missing. */
  openDB<V, K extends Key>(options: LmdbDatabaseOptions): LmdbDatabase<V, K>;
  /** Reads and writes with nobody else between; gives what `work` returns. */
  transaction<T>(work: () => T): Promise<T>;
  /** Writes alone, carried out by the environment's own thread. */
  batch(work: () => void): Promise<void>;
  /** Removes the keys from `start` up to `end`, some thousands at once, so that a long removal leaves room for writers. */
  removeRange<K extends Key>(
    database: LmdbDatabase<unknown, K>,
    range: { readonly start: K; readonly end: K },
  ): Promise<void>;
  close(): Promise<void>;
}

export interface LmdbDatabaseOptions {
  readonly name: string;
  readonly encoding: 'json' | 'msgpack' | 'binary';
}

export interface LmdbSettings {
  readonly path: string;
}

const REMOVED_AT_ONCE = 5_000;

/**
 * Opens (and creates) an environment. Commits are awaited to the disk: `overlappingSync` would resolve a
 * write's promise before the flush.
 */
export function openLmdb({ path }: LmdbSettings): LmdbClient {
  const root = open({ path, maxDbs: 32, overlappingSync: false, noMemInit: true });
  handleFailedCommits(root);
  const batch: LmdbClient['batch'] = async (work) => void (await guardedWrite(() => root.batch(work)));
  return {
    path,
    openDB: (options) => root.openDB(options),
    transaction: (work) => guardedWrite(() => root.transaction(work)),
    batch,
    async removeRange(database, range) {
      for (;;) {
        const keys = [...database.getKeys({ ...range, limit: REMOVED_AT_ONCE })];
        if (keys.length === 0) return;
        await batch(() => {
          for (const key of keys) database.remove(key);
        });
      }
    },
    close: () => root.close(),
  };
}
