import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb, type DuckDbClient } from '@dataforge/clients/duckdb';
import { systemClock } from '@dataforge/kernel';
import { duckDbQueryEngine } from '../adapters/duckdb/index.ts';
import { answerCache } from '../domain/answer-cache.ts';
import { readingsQuery } from '../testing/named-queries.ts';
import { runNamedQuery, type NamedQueryConfig } from './run-named-query.ts';

const WATERMARK = Date.UTC(2026, 10, 23, 14);
const params = { device: 'a', from: '2026-11-23T13:00:00Z', to: '2026-11-23T14:00:00Z' };
const endless = readingsQuery({
  name: 'telemetry.endless',
  sql: 'SELECT SUM(a.range * b.range) AS n FROM range(1000000000) a, range(1000000000) b',
  parameters: [],
});
const failing = readingsQuery({
  name: 'telemetry.failing',
  sql: 'SELECT CAST($text AS INTEGER) AS n',
  parameters: [{ name: 'text', type: 'string', required: true }],
});

describe('running a named query', () => {
  let dir: string;
  let client: DuckDbClient;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'named-query-'));
    client = await openDuckDb({ path: ':memory:', memoryLimit: '200MB', threads: 1, stagingDir: dir });
    const setup = await client.connect();
    await setup.run('CREATE SCHEMA gold');
    await setup.run(`CREATE TABLE gold.readings AS
      SELECT 'a' AS device, TIMESTAMP '2026-11-23 13:00:00' + INTERVAL (n) MINUTE AS measured, n::DOUBLE AS value
      FROM range(7) t(n)`);
  });
  afterAll(async () => {
    client.close();
    await rm(dir, { recursive: true, force: true });
  });

  const useCase = (config: Partial<NamedQueryConfig> = {}, waitMs = 5_000) =>
    runNamedQuery(
      {
        engine: duckDbQueryEngine(
          {
            client,
            clock: systemClock,
            gold: {
              versions: async () => new Map(),
              state: async () => ({ watermark: WATERMARK, quarantinedShare: 0.25 }),
            },
          },
          { queue: { maxWaiting: 10, waitMs }, stagingDir: dir },
        ),
        clock: systemClock,
        cache: answerCache({ maxBytes: 0 }),
      },
      {
        queries: [readingsQuery(), endless, failing],
        maxRows: 100,
        maxBytes: 1_000_000,
        timeoutMs: 5_000,
        ...config,
      },
    );

  it('answers columns, rows, the watermark and the time it took', async () => {
    const result = await useCase()({ query: 'telemetry.readings', params: { ...params, least: 5 } });

    expect(result).toEqual({
      ok: true,
      value: {
        columns: [
          { name: 'device', type: 'string' },
          { name: 'measured', type: 'timestamp' },
          { name: 'value', type: 'number' },
        ],
        rows: [
          ['a', '2026-11-23T13:05:00.000Z', 5],
          ['a', '2026-11-23T13:06:00.000Z', 6],
        ],
        rowCount: 2,
        watermark: WATERMARK,
        quality: { quarantinedShare: 0.25 },
        cached: false,
        cacheAgeMs: 0,
        elapsedMs: expect.any(Number),
      },
    });
  });

  it('gives every row once over its pages', async () => {
    const run = useCase({ maxRows: 3 });
    const values: unknown[] = [];
    const sizes: number[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await run({ query: 'telemetry.readings', params, cursor });
      if (!page.ok) throw new Error(page.error.detail);
      values.push(...page.value.rows.map((row) => row[2]));
      sizes.push(page.value.rows.length);
      cursor = page.value.nextCursor;
      if (!cursor) break;
    }

    expect(values).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(sizes).toEqual([3, 3, 1]);
  });

  it('refuses a cursor that belongs to other parameters', async () => {
    const run = useCase();
    const page = await run({ query: 'telemetry.readings', params, limit: 1 });
    const cursor = page.ok ? page.value.nextCursor : undefined;

    const next = await run({ query: 'telemetry.readings', params: { ...params, device: 'b' }, cursor });

    expect(next).toMatchObject({ ok: false, error: { kind: 'invalid', faults: [{ field: 'cursor' }] } });
  });

  it('names the known queries when one is unknown', async () => {
    expect(await useCase()({ query: 'nope', params: {} })).toEqual({
      ok: false,
      error: {
        kind: 'unknown-query',
        detail:
          'There is no query nope. Known are: telemetry.readings, telemetry.endless, telemetry.failing.',
      },
    });
  });

  it.each([0, -1, 1.5, 101])('refuses a limit of %d', async (limit) => {
    const result = await useCase()({ query: 'telemetry.readings', params: { device: 'a' }, limit });

    expect(result).toMatchObject({
      ok: false,
      error: {
        kind: 'invalid',
        faults: [{ field: 'params.from' }, { field: 'params.to' }, { field: 'limit' }],
      },
    });
  });

  it('says what to do about a query that takes too long', async () => {
    expect(await useCase({ timeoutMs: 50 })({ query: 'telemetry.endless', params: {} })).toEqual({
      ok: false,
      error: {
        kind: 'timeout',
        detail: 'The query took longer than 50 ms and was interrupted; narrow the range.',
      },
    });
  });

  it('says it is busy when another query is in the way', async () => {
    const run = useCase({ timeoutMs: 500 }, 10);
    const first = run({ query: 'telemetry.endless', params: {} });

    // Until the first is under way.
    let second = await run({ query: 'telemetry.readings', params });
    while (second.ok) second = await run({ query: 'telemetry.readings', params });

    expect(second).toMatchObject({ ok: false, error: { kind: 'busy' } });
    expect(await first).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  });

  it('passes on why the engine could not run it', async () => {
    expect(await useCase()({ query: 'telemetry.failing', params: { text: 'seven' } })).toMatchObject({
      ok: false,
      error: { kind: 'refused', detail: expect.stringContaining('seven') },
    });
  });
});
