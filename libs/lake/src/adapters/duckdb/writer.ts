import type { DuckDBConnection } from '@duckdb/node-api';
import { engineFailure } from './engine-failures.ts';

/**
 * The one connection that writes: its users take turns, each in a transaction of its own. A full disk and want of memory
 * are thrown as InfrastructureErrors to be waited out.
 */
export interface Writer {
  /** Commits what `work` did, or rolls all of it back when it throws. */
  transaction<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Takes a turn outside a transaction. */
  exclusive<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
}

export function writerOn(connection: DuckDBConnection): Writer {
  let turn: Promise<unknown> = Promise.resolve();
  const exclusive = <T>(work: (c: DuckDBConnection) => Promise<T>): Promise<T> => {
    const mine = turn
      .then(() => work(connection))
      .catch((error: unknown) => {
        throw engineFailure(error);
      });
    turn = mine.catch(() => undefined);
    return mine;
  };
  return {
    exclusive,
    transaction: (work) => exclusive((c) => inTransaction(c, () => work(c))),
  };
}

export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Runs statements in one call of the engine; the first that fails ends it. */
export async function runAll(connection: DuckDBConnection, ...statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await connection.run(statements.join(';\n'));
}

/**
 * Runs statements in one call of the engine and gives the last one's rows as plain objects; BIGINT as number (all ours
 * are counts, positions and ms).
 */
export async function rowsOf<T>(
  connection: DuckDBConnection,
  ...statements: readonly string[]
): Promise<readonly T[]> {
  const reader = await connection.runAndReadAll(statements.join(';\n'));
  const names = reader.columnNames();
  return reader.getRowsJS().map((values) => {
    const row: Record<string, unknown> = {};
    names.forEach((name, i) => {
      const value = values[i];
      row[name] = typeof value === 'bigint' ? Number(value) : value;
    });
    return row as T;
  });
}
