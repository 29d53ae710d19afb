import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openDuckDb, type DuckDbClient } from '@dataforge/clients/duckdb';
import type { Clock } from '@dataforge/kernel';
import { err, systemClock } from '@dataforge/kernel';
import { duckDbQueryEngine, type GoldReader } from '../adapters/duckdb/index.ts';
import { answerCache } from '../domain/answer-cache.ts';
import type { QueryRequest } from '../ports/query-engine.ts';
import { runSql } from './run-sql.ts';

/** The version is the table's newest row, so that it is read from the same state as the rows are. */
const gold: GoldReader = {
  versions: async (connection) => {
    const rows = await connection.runAndReadAll('SELECT MAX(n) FROM gold.numbers');
    return new Map([['numbers', String(rows.getRowsJS()[0]?.[0])]]);
  },
  state: async () => ({ watermark: null, quarantinedShare: 0.5 }),
};

const SUM = 'SELECT COUNT(*) AS n FROM gold.numbers';

describe('the answer to a question that was asked before', () => {
  let dir: string;
  let client: DuckDbClient;
  let now: number;
  const clock: Clock = { now: () => now, sleep: systemClock.sleep };

  beforeEach(async () => {
    now = 1_000_000;
    dir = await mkdtemp(join(tmpdir(), 'answers-'));
    client = await openDuckDb({ path: ':memory:', memoryLimit: '200MB', threads: 1, stagingDir: dir });
    await write('CREATE SCHEMA gold', 'CREATE TABLE gold.numbers AS SELECT 1 AS n');
  });
  afterEach(async () => {
    client.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function write(...statements: readonly string[]): Promise<void> {
    const connection = await client.connect();
    for (const statement of statements) await connection.run(statement);
    connection.disconnectSync();
  }
  const insert = () => write('INSERT INTO gold.numbers SELECT MAX(n) + 1 FROM gold.numbers');

  const openEngine = () =>
    duckDbQueryEngine({ client, clock, gold }, { queue: { maxWaiting: 10, waitMs: 5_000 }, stagingDir: dir });

  function asking(engine = openEngine()) {
    const run = runSql(
      { engine, clock, cache: answerCache({ maxBytes: 100_000 }) },
      { tables: ['numbers'], maxRows: 100, maxBytes: 10_000, timeoutMs: 5_000 },
    );
    return async (
      sql: string,
      rest: {
        params?: Record<string, unknown>;
        maxAge?: number;
        limit?: number;
        signal?: AbortSignal;
      } = {},
    ) => {
      const answer = await run({ sql, params: {}, ...rest });
      if (!answer.ok) throw new Error(answer.error.detail);
      return answer.value;
    };
  }

  it('comes from the cache while the tables are as they were, with its age', async () => {
    const ask = asking();
    const first = await ask(SUM);
    now += 5_000;

    const again = await ask('select count(*) as n from gold.numbers');

    expect(first).toMatchObject({
      cached: false,
      cacheAgeMs: 0,
      rows: [[1]],
      quality: { quarantinedShare: 0.5 },
    });
    expect(again).toEqual({ ...first, cached: true, cacheAgeMs: 5_000 });
  });

  it('is asked for anew once a table changed, unless the caller takes an older one', async () => {
    const ask = asking();
    await ask(SUM);
    await insert();
    now += 5_000;

    expect(await ask(SUM, { maxAge: 6 })).toMatchObject({ cached: true, cacheAgeMs: 5_000, rows: [[1]] });
    expect(await ask(SUM, { maxAge: 5 })).toMatchObject({ cached: false, rows: [[2]] });
    expect(await ask(SUM)).toMatchObject({ cached: true, rows: [[2]] });
  });

  /** An engine whose answers are held back until they are let go, and counted. */
  function countingEngine() {
    const engine = openEngine();
    const runs: (() => void)[] = [];
    const run = async (request: QueryRequest) => {
      const answer = await engine.run(request);
      await new Promise<void>((resolve) => {
        runs.push(resolve);
        request.signal?.addEventListener('abort', () => resolve());
      });
      return request.signal?.aborted ? err({ kind: 'cancelled' as const, detail: 'gone' }) : answer;
    };
    return { engine: { ...engine, run }, runs };
  }
  const begun = async (runs: readonly unknown[], count: number) => {
    while (runs.length < count) await new Promise(setImmediate);
  };

  it('is asked for once, however many ask at the same time', async () => {
    const { engine, runs } = countingEngine();
    const ask = asking(engine);
    const first = ask(SUM);
    await begun(runs, 1);
    await insert();
    const many = Array.from({ length: 100 }, () => ask(SUM));

    runs[0]?.();
    await begun(runs, 2);
    runs[1]?.();

    expect((await first).rows).toEqual([[1]]);
    expect((await Promise.all(many)).map(({ rows }) => rows)).toEqual(many.map(() => [[2]]));
    expect(runs).toHaveLength(2);
  });

  it('is asked for again by those who wait when its asker goes away', async () => {
    const { engine, runs } = countingEngine();
    const ask = asking(engine);
    const gone = new AbortController();
    const first = ask(SUM, { signal: gone.signal }).catch((error: Error) => error.message);
    await begun(runs, 1);
    const waiting = ask(SUM);

    gone.abort();
    await begun(runs, 2);
    runs[1]?.();

    expect(await first).toBe('gone');
    expect((await waiting).rows).toEqual([[1]]);
  });

  it('is waited for no longer than the caller is there', async () => {
    const { engine, runs } = countingEngine();
    const ask = asking(engine);
    const first = ask(SUM);
    await begun(runs, 1);
    const gone = new AbortController();
    const waiting = ask(SUM, { signal: gone.signal }).catch((error: Error) => error.message);

    gone.abort();

    expect(await waiting).toBe('The caller went away.');
    runs[0]?.();
    expect((await first).rows).toEqual([[1]]);
  });

  it('is not stale in the very moment of a change either', async () => {
    const ask = asking();
    await ask(SUM);

    await insert();

    expect(await ask(SUM, { maxAge: 0 })).toMatchObject({ cached: false, rows: [[2]] });
  });

  it('is another one for other values and another page', async () => {
    const ask = asking();
    const sql = 'SELECT n FROM gold.numbers WHERE n >= $least ORDER BY n';
    await insert();
    await ask(sql, { params: { least: 1 } });

    expect(await ask(sql, { params: { least: 2 } })).toMatchObject({ cached: false, rows: [[2]] });
    expect(await ask(sql, { params: { least: 1 }, limit: 1 })).toMatchObject({ cached: false, rows: [[1]] });
    expect(await ask(sql, { params: { least: 1 } })).toMatchObject({ cached: true, rows: [[1], [2]] });
  });

  it('is asked for anew if it depends on the moment, unless the caller takes an older one', async () => {
    const ask = asking();
    const sql = "SELECT now() >= TIMESTAMP '2000-01-01' AS yes";
    await ask(sql);

    expect(await ask(sql)).toMatchObject({ cached: false });
    now += 1_000;
    expect(await ask(sql, { maxAge: 2 })).toMatchObject({ cached: true });
  });

  it('is never from before a change that was committed when it was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }), async (writes) => {
        const ask = asking();
        const [{ rows: before }] = await Promise.all([ask(SUM)]);
        let committed = Number(before[0]?.[0]);
        const reads: Promise<unknown>[] = [];
        for (const isWrite of writes) {
          if (isWrite) {
            await insert();
            committed += 1;
          } else {
            const least = committed;
            reads.push(
              ask(SUM).then(({ rows }) => expect(Number(rows[0]?.[0])).toBeGreaterThanOrEqual(least)),
            );
          }
        }
        await Promise.all(reads);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('refuses values that are none, with the statement and the limit, all at once', async () => {
    const engine = duckDbQueryEngine(
      { client, clock, gold },
      { queue: { maxWaiting: 10, waitMs: 5_000 }, stagingDir: dir },
    );
    const run = runSql(
      { engine, clock, cache: answerCache({ maxBytes: 0 }) },
      { tables: ['numbers'], maxRows: 100, maxBytes: 10_000, timeoutMs: 5_000 },
    );

    expect(await run({ sql: SUM, params: { a: [1], b: 1, c: {} }, limit: 0 })).toMatchObject({
      ok: false,
      error: { kind: 'invalid', faults: [{ field: 'params.a' }, { field: 'params.c' }, { field: 'limit' }] },
    });
    expect(await run({ sql: 'SELECT n FROM gold.others', params: {} })).toMatchObject({
      ok: false,
      error: { kind: 'not-allowed', refusal: { line: 1, column: 15 } },
    });
  });
});
