import { open, type RootDatabase } from 'lmdb';

/** An LMDB environment in its own directory. Values are encoded by those who open databases in it. */
export interface LmdbClient {
  readonly root: RootDatabase;
  /** Its directory. */
  readonly path: string;
  close(): Promise<void>;
}

export interface LmdbSettings {
  readonly path: string;
}

/**
 * Opens (and creates) an environment. Commits are awaited to the disk: `overlappingSync` would resolve a
 * write's promise before the flush.
 */
export function openLmdb(settings: LmdbSettings): LmdbClient {
  const root = open({ path: settings.path, maxDbs: 32, overlappingSync: false, noMemInit: true });
  return { root, path: settings.path, close: () => root.close() };
}
