import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { InfrastructureError, messageOf } from '@dataforge/kernel';

/** One DuckDB file, held by this process alone; connections see each other's commits. */
export interface DuckDbClient {
  /** A connection that lives until the client is closed. */
  connect(): Promise<DuckDBConnection>;
  /** Lends a connection of its own to some work. */
  connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /**
   * Ends the connections and lets go of the file. An instance with an open connection would live on, and whatever it
   * writes at its end would go over what others have written to the file since.
   */
  close(): void;
}

export interface DuckDbSettings {
  /** The file, or `:memory:`. */
  readonly path: string;
  /** For example `500MB`. */
  readonly memoryLimit: string;
  readonly threads: number;
  /** Where the engine spills to, and the only folder its statements may read files from. */
  readonly stagingDir: string;
}

/** Another process holds the file; `pid` is it, where the engine names it. */
export class DuckDbHeldError extends InfrastructureError {
  readonly pid: number | undefined;

  constructor(path: string, pid: number | undefined, cause: unknown) {
    super(`${path} is held by another process${pid ? ` (pid ${pid})` : ''}`, 'permanent', { cause });
    this.pid = pid;
  }
}

/**
 * Opens the file. Files outside the staging folder cannot be reached by any statement, extensions cannot be
 * loaded, and the write-ahead log is folded in only when a checkpoint is asked for.
 */
export async function openDuckDb(settings: DuckDbSettings): Promise<DuckDbClient> {
  mkdirSync(settings.stagingDir, { recursive: true });
  if (settings.path !== ':memory:') mkdirSync(dirname(settings.path), { recursive: true });
  const instance = await DuckDBInstance.create(settings.path, {
    memory_limit: settings.memoryLimit,
    threads: String(settings.threads),
    temp_directory: settings.stagingDir,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    checkpoint_threshold: '1TB',
  }).catch((error: unknown) => {
    const held = messageOf(error).includes('Conflicting lock');
    if (!held) throw error;
    const pid = /PID (\d+)/.exec(messageOf(error))?.[1];
    throw new DuckDbHeldError(settings.path, pid ? Number(pid) : undefined, error);
  });
  const setup = await instance.connect();
  await setup.run("SET TimeZone = 'UTC'");
  await setup.run(`SET allowed_directories = ['${settings.stagingDir.replaceAll("'", "''")}']`);
  await setup.run('SET enable_external_access = false');
  await setup.run('SET lock_configuration = true');
  setup.disconnectSync();
  const connections: DuckDBConnection[] = [];
  return {
    async connect() {
      const connection = await instance.connect();
      connections.push(connection);
      return connection;
    },
    async connected(work) {
      const connection = await instance.connect();
      try {
        return await work(connection);
      } finally {
        connection.disconnectSync();
      }
    },
    close() {
      for (const connection of connections) connection.disconnectSync();
      instance.closeSync();
    },
  };
}

export { interruptWhen, type Interruption } from './interruption.ts';
