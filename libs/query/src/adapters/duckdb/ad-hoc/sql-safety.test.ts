import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openDuckDb, type DuckDbClient } from '@dataforge/clients/duckdb';
import { goldTable } from '@dataforge/products';
import { compiledProducts } from '@dataforge/products/testing';
import { systemClock } from '@dataforge/kernel';
import { answerCache, runSql, type RunSql } from '../../../index.ts';
import { goldOfProducts, HONEST_STATEMENTS, HOSTILE_STATEMENTS } from '../../../testing/index.ts';
import { duckDbQueryEngine } from '../index.ts';

const { products } = compiledProducts();
const tables = products.flatMap(({ name, gold }) => gold.map((model) => goldTable(name, model.name)));
const hostile = Object.entries(HOSTILE_STATEMENTS).flatMap(([kind, statements]) =>
  statements.map(
    ({ sql, reason }) => [kind, sql.length > 160 ? `${sql.slice(0, 160)}…` : sql, sql, reason] as const,
  ),
);

describe("a caller's own SQL", () => {
  let dir: string;
  let client: DuckDbClient;
  let ask: RunSql;
  let before: unknown;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sql-safety-'));
    const stagingDir = join(dir, 'staging');
    client = await openDuckDb({
      path: join(dir, 'lake.duckdb'),
      memoryLimit: '256MB',
      threads: 1,
      stagingDir,
    });
    const setup = await client.connect();
    for (const statement of goldOfProducts(products)) await setup.run(statement);
    setup.disconnectSync();
    const gold = {
      versions: async () => new Map<string, string>(),
      state: async () => ({ watermark: null, quarantinedShare: null }),
    };
    const engine = duckDbQueryEngine({ client, clock: systemClock, gold }, { waitMs: 60_000, stagingDir });
    ask = runSql(
      { engine, clock: systemClock, cache: answerCache({ maxBytes: 0 }) },
      { tables, maxRows: 1_000, maxBytes: 1_000_000, timeoutMs: 1_500 },
    );
    before = await stateOf(client);
  });
  afterAll(async () => {
    expect(await stateOf(client)).toEqual(before);
    client.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('is tried with at least sixty hostile statements of twelve classes and sixty honest ones', () => {
    expect(Object.keys(HOSTILE_STATEMENTS).length).toBeGreaterThanOrEqual(12);
    expect(hostile.length).toBeGreaterThanOrEqual(60);
    expect(HONEST_STATEMENTS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(hostile)('does not have its way: %s: %s', async (_kind, _shown, sql, reason) => {
    const answer = await ask({ sql, params: {} });

    expect(answer).toMatchObject({ ok: false, error: { detail: expect.stringMatching(reason) } });
  });

  it.each(HONEST_STATEMENTS.map(({ sql, parameters = {} }) => [sql, parameters] as const))(
    'is answered: %s',
    async (sql, params) => {
      const answer = await ask({ sql, params });

      expect(answer).toMatchObject({ ok: true });
      expect(answer.ok && answer.value.rowCount).toBeGreaterThan(0);
    },
  );

  it('changes nothing, whatever is thrown at it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySql, { minLength: 10, maxLength: 10 }), async (statements) => {
        for (const sql of statements) await ask({ sql, params: { device: 'pump-1' } });
        expect(await stateOf(client)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

const known = [
  ...hostile.filter(([kind]) => !kind.startsWith('bombs')).map(([, , sql]) => sql),
  ...HONEST_STATEMENTS.map(({ sql }) => sql),
];
const token = fc.oneof(
  fc.constantFrom(
    ...'SELECT FROM WHERE ( ) , ; * . :: -- /* */ \' " $$ INSERT INTO DROP TABLE COPY TO ATTACH SET PRAGMA UPDATE'.split(
      ' ',
    ),
    ...tables.map((table) => `gold.${table}`),
    ...'main.secrets WITH x AS UNION ALL DELETE CREATE OR REPLACE MACRO BEGIN COMMIT 1 $device NULL query'.split(
      ' ',
    ),
  ),
  fc.string({ maxLength: 8, unit: 'grapheme' }),
);
/** Soup, halves of two statements put together, and statements with something put in. */
const anySql = fc.oneof(
  fc.array(token, { maxLength: 20 }).map((tokens) => tokens.join(' ')),
  fc
    .tuple(fc.constantFrom(...known), fc.constantFrom(...known), fc.nat(100), fc.nat(100))
    .map(([a, b, at, from]) => a.slice(0, (a.length * at) / 100) + b.slice((b.length * from) / 100)),
  fc.tuple(fc.constantFrom(...known), token, fc.nat(100)).map(([sql, inside, at]) => {
    const place = Math.floor((sql.length * at) / 100);
    return `${sql.slice(0, place)} ${inside} ${sql.slice(place)}`;
  }),
  fc.tuple(fc.constantFrom(...known), fc.constantFrom(...known)).map(([a, b]) => `${a}; ${b}`),
);

/** All that a statement could have changed: tables with their rows, settings, macros, types and schemas. */
async function stateOf(client: DuckDbClient): Promise<unknown> {
  const connection = await client.connect();
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
  try {
    const names = await rows(
      "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1",
    );
    return {
      contents: await Promise.all(
        names.map(([name]) =>
          rows(`SELECT '${String(name)}', COUNT(*), SUM(hash(t)::HUGEINT) FROM ${String(name)} t`),
        ),
      ),
      settings: await rows('SELECT name, value FROM duckdb_settings() ORDER BY 1'),
      functions: await rows('SELECT function_name FROM duckdb_functions() WHERE NOT internal ORDER BY 1'),
      types: await rows('SELECT type_name FROM duckdb_types() WHERE NOT internal ORDER BY 1'),
      views: await rows(
        'SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY 1, 2',
      ),
      schemas: await rows('SELECT database_name, schema_name FROM duckdb_schemas() ORDER BY 1, 2'),
      databases: await rows('SELECT database_name, path FROM duckdb_databases() ORDER BY 1'),
    };
  } finally {
    connection.disconnectSync();
  }
}
