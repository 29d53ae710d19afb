import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '@dataforge/clients/duckdb';
import { systemClock } from '@dataforge/kernel';
import { queryEngineContract } from '../../testing/index.ts';
import { exportFiles } from './export-file.ts';
import { duckDbQueryEngine, type GoldReader } from './index.ts';

const open = async (statements: readonly string[], { waitMs }: { readonly waitMs: number }) => {
  const dir = await mkdtemp(join(tmpdir(), 'query-engine-'));
  const client = await openDuckDb({
    path: join(dir, 'lake.duckdb'),
    memoryLimit: '200MB',
    threads: 1,
    stagingDir: join(dir, 'staging'),
  });
  const setup = await client.connect();
  for (const statement of statements) await setup.run(statement);
  const gold: GoldReader = {
    versions: async () => new Map(),
    state: async () => ({ watermark: 1_000, quarantinedShare: null }),
  };
  return {
    client,
    stagingDir: join(dir, 'staging'),
    engine: duckDbQueryEngine(
      { client, clock: systemClock, gold },
      { waitMs, stagingDir: join(dir, 'staging') },
    ),
    close: async () => {
      client.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

queryEngineContract('duckdb', open);

describe('the DuckDB query engine', () => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    opened = await open([], { waitMs: 1_000 });
  });
  afterEach(() => opened.close());
  const run = (sql: string) =>
    opened.engine.run({
      sql,
      parameters: {},
      reads: [],
      offset: 0,
      maxRows: 10,
      maxBytes: 1_000_000,
      timeoutMs: 5_000,
    });

  it.each([
    ['9007199254740991::BIGINT', 'integer', 9_007_199_254_740_991],
    ['9007199254740993::BIGINT', 'integer', '9007199254740993'],
    [
      '-170141183460469231731687303715884105727::HUGEINT',
      'integer',
      '-170141183460469231731687303715884105727',
    ],
    ['7::UTINYINT', 'integer', 7],
    ['12.50::DECIMAL(9, 2)', 'number', 12.5],
    ["'nan'::DOUBLE", 'number', null],
    ["'-infinity'::DOUBLE", 'number', null],
    ['0.1::DOUBLE + 0.2::DOUBLE', 'number', 0.1 + 0.2],
    ["TIMESTAMP '2026-11-23 14:00:00.123999'", 'timestamp', '2026-11-23T14:00:00.123Z'],
    ["TIMESTAMP '1969-12-31 23:59:59.9995'", 'timestamp', '1969-12-31T23:59:59.999Z'],
    ["TIMESTAMPTZ '2026-11-23 14:00:00+01'", 'timestamp', '2026-11-23T13:00:00.000Z'],
    ["TIMESTAMP_S '2026-11-23 14:00:00'", 'timestamp', '2026-11-23T14:00:00.000Z'],
    ["TIMESTAMP_MS '2026-11-23 14:00:00.5'", 'timestamp', '2026-11-23T14:00:00.500Z'],
    ["TIMESTAMP_NS '2026-11-23 14:00:00.5'", 'timestamp', '2026-11-23T14:00:00.500Z'],
    ["'infinity'::TIMESTAMP", 'timestamp', null],
    ["TIMESTAMP '12026-01-01 00:00:00'", 'timestamp', null],
    ["DATE '2026-02-01'", 'date', '2026-02-01'],
    ["TIME '10:00:01'", 'string', '10:00:01'],
    ["'a'::ENUM('a', 'b')", 'string', 'a'],
    ["'\\x00\\xFF'::BLOB", 'string', 'AP8='],
    ['[1, NULL, 9007199254740993]', 'json', [1, null, '9007199254740993']],
    ["{'a': 1, 'b': {'c': TIMESTAMP '2026-01-01'}}", 'json', { a: 1, b: { c: '2026-01-01T00:00:00.000Z' } }],
    ["MAP {'k': 1.5::DOUBLE}", 'json', [{ key: 'k', value: 1.5 }]],
    ['\'{"a": [1]}\'::JSON', 'json', { a: [1] }],
    ['NULL::JSON', 'json', null],
    ['NULL::BIGINT', 'integer', null],
  ])('answers %s as %s', async (expression, type, value) => {
    expect(await run(`SELECT ${expression} AS x`)).toMatchObject({
      ok: true,
      value: { columns: [{ name: 'x', type }], rows: [[value]], more: false },
    });
  });

  it.each([
    "COPY (SELECT 1) TO '/tmp/out.csv'",
    "ATTACH ':memory:' AS other",
    'SET threads = 1',
    'CREATE TEMP TABLE t AS SELECT 1',
    'EXPLAIN SELECT 1',
    'CHECKPOINT',
    'COMMIT',
    "SELECT * FROM '/etc/hostname'",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM query('DROP SCHEMA main')",
  ])('refuses %s', async (sql) => {
    expect(await run(sql)).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });

  it('stops reading a result without end at its row limit', async () => {
    const outcome = await run('SELECT * FROM range(1000000000000)');

    expect(outcome).toMatchObject({ ok: true, value: { more: true } });
    expect(outcome.ok && outcome.value.rows).toHaveLength(10);
  });

  it('leaves no file behind an export, whether it is read, cancelled or refused', async () => {
    const request = {
      sql: 'SELECT * FROM range(200000)',
      parameters: {},
      reads: [],
      maxRows: 1_000_000,
      maxBytes: 10_000_000,
      timeoutMs: 5_000,
    };
    const [read, cancelled] = [
      await opened.engine.export({ ...request, format: 'parquet' }),
      await opened.engine.export({ ...request, format: 'csv' }),
    ];
    await opened.engine.export({ ...request, format: 'ndjson', maxRows: 1 });
    if (!read.ok || !cancelled.ok) throw new Error('refused');
    expect(await readdir(opened.stagingDir)).toHaveLength(2);

    await new Response(read.value.content).arrayBuffer();
    await cancelled.value.content.cancel();

    await waitUntil(async () => (await readdir(opened.stagingDir)).length === 0);
  });

  it('deletes the exports that a process before it left, and nothing else', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'exports-'));
    for (const name of ['export-1-1', 'batch-1-1.jsonl']) await writeFile(join(dir, name), '');

    exportFiles(dir);

    expect(await readdir(dir)).toEqual(['batch-1-1.jsonl']);
    await rm(dir, { recursive: true });
  });

  it('stops a query that hoards memory before the writer lacks any', async () => {
    const writer = await opened.client.connect();
    await writer.run('CREATE TABLE written AS SELECT 0 AS n WHERE false');
    const hoarding = opened.engine.run({
      sql: 'SELECT LEN(LIST(a.range * b.range)) AS n FROM range(100000) a, range(100000) b',
      parameters: {},
      reads: [],
      offset: 0,
      maxRows: 1,
      maxBytes: 1_000_000,
      timeoutMs: 60_000,
    });
    let ended = false;
    void hoarding.finally(() => (ended = true));
    let commits = 0;
    while (!ended) {
      await writer.run(`BEGIN; CREATE OR REPLACE TEMP TABLE batch AS SELECT range AS n FROM range(2000);
        INSERT INTO written SELECT n FROM batch; COMMIT`);
      commits += 1;
    }

    expect(await hoarding).toMatchObject({ ok: false, error: { kind: 'memory' } });
    const written = await writer.runAndReadAll('SELECT COUNT(*) FROM written');
    expect(written.getRowsJS()).toEqual([[BigInt(commits * 2_000)]]);
    writer.disconnectSync();
  });
});

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await systemClock.sleep(5);
}
