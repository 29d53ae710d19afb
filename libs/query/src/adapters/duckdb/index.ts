import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { DuckDbClient } from '@dataforge/clients/duckdb';
import { err, InfrastructureError, messageOf, ok, type Clock, type Result } from '@dataforge/kernel';
import type {
  GoldState,
  QueryEngine,
  QueryFailure,
  QueryRequest,
  QueryRows,
} from '../../ports/query-engine.ts';
import { checkStatement } from './ad-hoc/check-statement.ts';
import { describeGold } from './describe-gold.ts';
import { contentOf, exportFiles, sizeSoFar, writeExport } from './export-file.ts';
import { limits, type Stop } from './limits.ts';
import { isOutOfMemory, memoryWatch } from './memory.ts';
import { oneAtATime, type Queue } from './one-at-a-time.ts';
import { pageStatement } from './page-statement.ts';
import { readRows, ValueTooLarge } from './read-rows.ts';
import { sharedRead } from './shared-read.ts';
import { statementFault } from './statement-fault.ts';

/** Reads what is known of gold tables, in the transaction that the connection is in; from whoever keeps them. */
export interface GoldReader {
  /** The versions of all tables, by their names. */
  versions(connection: DuckDBConnection): Promise<ReadonlyMap<string, string>>;
  state(connection: DuckDBConnection, reads: readonly string[]): Promise<Omit<GoldState, 'version'>>;
}

export interface DuckDbQueryEnginePorts {
  readonly client: DuckDbClient;
  readonly clock: Clock;
  readonly gold: GoldReader;
}

export interface DuckDbQueryEngineSettings {
  /** Where queries wait for their turn. */
  readonly queue: Queue;
  /** The engine's own, where exports are written. */
  readonly stagingDir: string;
}

/** The engine's own faults, not the query's. */
const ENGINE_FAULT = /\b(INTERNAL|FATAL|IO) Error/;

type Limited = Pick<QueryRequest, 'sql' | 'timeoutMs' | 'signal'>;
type Work<T> = (connection: DuckDBConnection) => Promise<Result<T, QueryFailure>>;
type Alone = <T>(
  request: Limited,
  work: Work<T>,
  exceeded?: () => Promise<Stop | undefined>,
) => Promise<Result<T, QueryFailure>>;

/**
 * Queries on the DuckDB file that this process writes: one at a time, each on a connection of its own in a
 * read-only transaction, so that it sees one state and cannot write. Who finds too many waiting, or waits too long, is
 * told it is busy.
 */
export function duckDbQueryEngine(
  { client, clock, gold }: DuckDbQueryEnginePorts,
  { queue, stagingDir }: DuckDbQueryEngineSettings,
): QueryEngine {
  const alone = aloneOn(client, clock, queue);
  const nextFile = exportFiles(stagingDir);
  const versions = sharedRead(() => client.connected((connection) => gold.versions(connection)));
  return {
    check: (statement) => client.connected((connection) => checkStatement(connection, statement)),
    run: (request) => alone(request, (connection) => page(connection, gold, request)),
    async export(request) {
      const path = nextFile();
      const exceeded = async () => ((await sizeSoFar(path)) > request.maxBytes ? 'too-large' : undefined);
      let handedOver = false;
      try {
        const written = await alone(request, (c) => writeExport(c, request, path), exceeded);
        if (!written.ok) return written;
        const content = await contentOf(path, request.signal);
        handedOver = true;
        return ok(content);
      } finally {
        if (!handedOver) await rm(path, { force: true });
      }
    },
    version: async (reads) => versionOf(await versions(), reads),
    describe: (tables) => client.connected((connection) => describeGold(connection, tables)),
  };
}

function aloneOn(client: DuckDbClient, clock: Clock, queue: Queue): Alone {
  const enter = oneAtATime(clock, queue);
  return async (request, work, exceeded) => {
    const leave = await enter(request.signal);
    if (request.signal?.aborted) {
      leave?.();
      return failed('cancelled', request);
    }
    if (!leave)
      return err({
        kind: 'busy',
        detail: `Other queries are in the way: ${queue.maxWaiting} may wait, ${queue.waitMs} ms at most.`,
      });
    try {
      return await client.connected(async (connection) => {
        await connection.run('BEGIN TRANSACTION READ ONLY');
        const tooMuch = memoryWatch(client);
        const outcome = await runWithin(connection, clock, work, {
          ...request,
          exceeded: async () => ((await tooMuch()) ? 'memory' : exceeded?.()),
        });
        await connection.run('ROLLBACK');
        return outcome;
      });
    } finally {
      leave();
    }
  };
}

async function runWithin<T>(
  connection: DuckDBConnection,
  clock: Clock,
  work: Work<T>,
  request: Limited & { readonly exceeded: () => Promise<Stop | undefined> },
): Promise<Result<T, QueryFailure>> {
  const limit = limits(clock, request, () => connection.interrupt());
  try {
    return await work(connection);
  } catch (error) {
    const stop = limit.reason() ?? (isOutOfMemory(error) ? 'memory' : undefined);
    if (stop) return failed(stop, request);
    if (error instanceof ValueTooLarge) return err({ kind: 'too-large', detail: error.message });
    const detail = messageOf(error);
    if (ENGINE_FAULT.test(detail))
      throw new InfrastructureError(`The query engine failed: ${detail}`, 'unknown', { cause: error });
    const refusal = statementFault(request.sql, detail);
    return err({ kind: 'invalid', detail, ...(refusal && { refusal }) });
  } finally {
    await limit.end();
  }
}

function failed(kind: Stop, { timeoutMs }: Limited): Result<never, QueryFailure> {
  const details: Readonly<Record<Stop, string>> = {
    timeout: `Interrupted after ${timeoutMs} ms.`,
    memory: 'Interrupted: it took more memory than a query may.',
    'too-large': 'Interrupted: its answer is too large.',
    cancelled: 'Interrupted: the caller went away.',
  };
  return err({ kind, detail: details[kind] });
}

async function page(
  connection: DuckDBConnection,
  gold: GoldReader,
  request: QueryRequest,
): Promise<Result<QueryRows, QueryFailure>> {
  const statement = await pageStatement(connection, request);
  if (!statement.ok) return err({ kind: 'invalid', detail: statement.error });
  const version = versionOf(await gold.versions(connection), request.reads);
  const state = await gold.state(connection, request.reads);
  const rows = await readRows(statement.value, request);
  if (rows.more && rows.rows.length === 0)
    return err({ kind: 'too-large', detail: `A single row has more than ${request.maxBytes} bytes.` });
  return ok({ ...rows, gold: { version, ...state } });
}

const versionOf = (versions: ReadonlyMap<string, string>, reads: readonly string[]): string =>
  JSON.stringify(reads.map((table) => [table, versions.get(table) ?? null]));
