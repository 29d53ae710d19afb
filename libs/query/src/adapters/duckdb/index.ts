import type { DuckDBConnection } from '@duckdb/node-api';
import { deadline, type DuckDbClient } from '@dataforge/clients/duckdb';
import { err, InfrastructureError, messageOf, ok, type Clock, type Result } from '@dataforge/kernel';
import type { QueryEngine, QueryFailure, QueryRequest, QueryRows } from '../../ports/query-engine.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { readRows } from './read-rows.ts';
import { pageStatement } from './page-statement.ts';

export interface DuckDbQueryEnginePorts {
  readonly client: DuckDbClient;
  readonly clock: Clock;
  /** The watermark of a product, from whoever owns the partitions' progress. */
  readonly watermark: (product: string) => Promise<number | null>;
}

/** The engine's own faults, not the query's. */
const ENGINE_FAULT = /\b(INTERNAL|FATAL|IO) Error/;

/**
 * Queries on the DuckDB file that this process writes: one at a time, each on a connection of its own in a
 * read-only transaction, so that it sees one state and cannot write. Who waits longer than `waitMs` is told it
 * is busy.
 */
export function duckDbQueryEngine(
  { client, clock, watermark }: DuckDbQueryEnginePorts,
  { waitMs }: { readonly waitMs: number },
): QueryEngine {
  const enter = oneAtATime(clock, waitMs);
  return {
    watermark,
    async run(request) {
      const leave = await enter();
      if (!leave)
        return err({ kind: 'busy', detail: `Other queries have been running for more than ${waitMs} ms.` });
      try {
        return await runAlone(client, clock, request);
      } finally {
        leave();
      }
    },
  };
}

async function runAlone(
  client: DuckDbClient,
  clock: Clock,
  request: QueryRequest,
): Promise<Result<QueryRows, QueryFailure>> {
  return client.connected(async (connection) => {
    await connection.run('BEGIN TRANSACTION READ ONLY');
    const outcome = await runWithin(connection, clock, request);
    await connection.run('ROLLBACK');
    return outcome;
  });
}

async function runWithin(
  connection: DuckDBConnection,
  clock: Clock,
  request: QueryRequest,
): Promise<Result<QueryRows, QueryFailure>> {
  const limit = deadline(clock, request.timeoutMs, () => connection.interrupt());
  try {
    const statement = await pageStatement(connection, request);
    if (!statement.ok) return err({ kind: 'invalid', detail: statement.error });
    return ok(await readRows(statement.value, request.maxRows));
  } catch (error) {
    if (limit.passed()) return err({ kind: 'timeout', detail: `Interrupted after ${request.timeoutMs} ms.` });
    const detail = messageOf(error);
    if (ENGINE_FAULT.test(detail))
      throw new InfrastructureError(`The query engine failed: ${detail}`, 'unknown', { cause: error });
    return err({ kind: 'invalid', detail });
  } finally {
    limit.end();
  }
}
