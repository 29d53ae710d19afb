/** A statement that must not have its way, and what the refusal has to say. */
export interface HostileStatement {
  readonly sql: string;
  readonly reason: RegExp;
}

const M = 'gold.telemetry_device_minutes';
const hostile = (reason: RegExp, ...statements: readonly string[]): readonly HostileStatement[] =>
  statements.map((sql) => ({ sql, reason }));

const NOT_A_SELECT = /not a SELECT/;
const repeated = (before: string, inner: string, after: string, times: number): string =>
  before.repeat(times) + inner + after.repeat(times);
const doubling = (first: string, next: (name: string) => string, times: number): string =>
  [`a0 AS (${first})`, ...Array.from({ length: times }, (_, n) => `a${n + 1} AS (${next(`a${n}`)})`)].join(
    ', ',
  );

/** By class. */
export const HOSTILE_STATEMENTS: Readonly<Record<string, readonly HostileStatement[]>> = {
  'reads files': [
    ...hostile(
      /table function \w+ is not allowed/,
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT * FROM read_text('/etc/hostname')",
      "SELECT * FROM read_blob('/proc/self/environ')",
      "SELECT * FROM read_parquet('s3://bucket/key.parquet')",
      "SELECT * FROM read_json_auto('http://169.254.169.254/latest/meta-data')",
      "SELECT * FROM glob('/etc/*')",
      "SELECT * FROM parquet_metadata('export-1-1')",
      "SELECT * FROM sniff_csv('/etc/passwd')",
    ),
    ...hostile(
      /neither a table of gold .* nor a CTE/,
      "SELECT * FROM '/etc/passwd'",
      'SELECT * FROM "/etc/passwd.csv"',
      `SELECT * FROM ${M} JOIN 'staging/batch-1-1.jsonl' b ON true`,
    ),
    ...hostile(
      /neither a table of gold/,
      // A CTE of that name is in sight of its own query alone.
      `SELECT * FROM (WITH "x.csv" AS (SELECT 1) SELECT * FROM "x.csv") a, "x.csv" b`,
    ),
  ],
  'copies and exports': hostile(
    NOT_A_SELECT,
    `COPY ${M} TO '/tmp/out.csv'`,
    `COPY (SELECT 1) TO '/tmp/out.parquet' (FORMAT parquet)`,
    `COPY ${M} FROM '/tmp/in.csv'`,
    "EXPORT DATABASE '/tmp/out'",
    "IMPORT DATABASE '/tmp/out'",
  ),
  'attaches and uses other databases': [
    ...hostile(
      NOT_A_SELECT,
      "ATTACH '/tmp/other.duckdb' AS other",
      "ATTACH ':memory:' AS gold",
      'DETACH lake',
      'USE main',
    ),
    ...hostile(/only tables of gold/, 'SELECT * FROM other.gold.telemetry_device_minutes'),
  ],
  'loads and installs': hostile(
    NOT_A_SELECT,
    'INSTALL httpfs',
    'LOAD httpfs',
    "INSTALL spatial FROM 'http://example.org'",
    'UPDATE EXTENSIONS',
  ),
  'changes settings': hostile(
    NOT_A_SELECT,
    'SET enable_external_access = true',
    "SET memory_limit = '100GB'",
    'RESET threads',
    'PRAGMA enable_profiling',
    'PRAGMA database_list',
    'SET VARIABLE x = 1',
  ),
  'reads settings and the environment': [
    ...hostile(
      /function \w+ is not allowed/,
      "SELECT getenv('HOME')",
      "SELECT current_setting('temp_directory')",
      "SELECT getvariable('x')",
      'SELECT version()',
      'SELECT current_database()',
      'SELECT pg_typeof(1)',
      'SELECT txid_current()',
      'SELECT current_query()',
      "SELECT set_config('a', 'b', false)",
    ),
    ...hostile(
      /tells of the session/,
      'SELECT current_user',
      'SELECT "session_user"',
      'SELECT current_schema',
    ),
  ],
  'several statements': [
    ...hostile(/has 2 statements/, 'SELECT 1; SELECT 2', `SELECT 1 /* ; */ ; SELECT * FROM ${M}`),
    ...hostile(
      NOT_A_SELECT,
      `SELECT 1; DROP TABLE ${M}`,
      'SELECT 1; COMMIT; DROP SCHEMA gold CASCADE',
      '; ;COMMIT',
    ),
    ...hostile(/has 0 statements/, '', '-- nothing', ';'),
    ...hostile(/cannot be read as SQL/, `SELECT 1) AS x; DROP TABLE ${M}; SELECT (1`, 'SELECT 1 /* open'),
  ],
  'asks the catalogue': [
    ...hostile(
      /only tables of gold/,
      'SELECT * FROM information_schema.tables',
      'SELECT * FROM pg_catalog.pg_class',
      'SELECT * FROM main.sqlite_master',
      'SELECT * FROM system.information_schema.columns',
    ),
    ...hostile(
      /neither a table of gold/,
      'SELECT * FROM sqlite_master',
      'SELECT * FROM duckdb_tables',
      'SELECT * FROM pg_class',
    ),
    ...hostile(
      /table function \w+ is not allowed/,
      'SELECT * FROM duckdb_settings()',
      'SELECT * FROM duckdb_secrets()',
      "SELECT * FROM pragma_table_info('gold.telemetry_device_minutes')",
      'SELECT * FROM duckdb_logs()',
    ),
    ...hostile(
      /catalogue/,
      'SHOW TABLES',
      'SHOW ALL TABLES',
      `DESCRIBE ${M}`,
      `SUMMARIZE ${M}`,
      'SELECT * FROM (DESCRIBE SELECT 1)',
      'SELECT * FROM (SHOW TABLES)',
    ),
  ],
  'reads other schemas': [
    ...hostile(
      /only tables of gold/,
      'SELECT * FROM silver.telemetry',
      'SELECT * FROM "silver"."telemetry"',
      'SELECT * FROM pipeline.counter',
      'SELECT * FROM main.secrets',
      'SELECT * FROM "gold.x".secrets',
      'SELECT * FROM lake.gold.telemetry_device_minutes',
      'SELECT * FROM memory.silver.telemetry',
      'SELECT * FROM "ｇold".telemetry_device_minutes',
    ),
    ...hostile(
      /neither a table of gold/,
      'SELECT * FROM secrets',
      'TABLE secrets',
      'FROM "gold.telemetry_device_minutes"',
    ),
    ...hostile(/no table gold\.not_a_product/, 'SELECT * FROM gold.not_a_product'),
    ...hostile(/only tables of gold/, `SELECT (SELECT text FROM main.secrets LIMIT 1) FROM ${M}`),
    ...hostile(
      /only tables of gold/,
      `SELECT * FROM ${M} WHERE device IN (SELECT device FROM silver.telemetry)`,
    ),
    ...hostile(/only tables of gold/, `SELECT * FROM ${M} ORDER BY (SELECT MAX(text) FROM main.secrets)`),
    ...hostile(
      /only tables of gold/,
      `SELECT COUNT(*) OVER (ORDER BY (SELECT MAX(text) FROM main.secrets)) FROM ${M}`,
    ),
    ...hostile(/only tables of gold/, `SELECT 1 LIMIT (SELECT COUNT(*) FROM main.secrets)`),
  ],
  'shadows names': [
    ...hostile(
      /only tables of gold/,
      'WITH gold AS (SELECT 1) SELECT * FROM gold, main.secrets',
      'WITH telemetry AS (SELECT 1) SELECT * FROM silver.telemetry',
    ),
    ...hostile(
      /neither a table of gold/,
      // A CTE does not see itself, nor what comes after it.
      'WITH secrets AS (SELECT * FROM secrets) SELECT * FROM secrets',
      'WITH a AS (SELECT * FROM secrets), secrets AS (SELECT 1) SELECT * FROM a',
      'SELECT * FROM (WITH secrets AS (SELECT 1) SELECT * FROM secrets) x, secrets',
    ),
    ...hostile(/no table gold\.secrets/, 'WITH secrets AS (SELECT 1) SELECT * FROM gold.secrets'),
  ],
  recursion: hostile(
    /recursive/,
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT COUNT(*) FROM t',
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT n + 1 FROM t WHERE n < 10) SELECT * FROM t',
    'SELECT * FROM (WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT * FROM t) x',
    'WITH RECURSIVE t(n) USING KEY (n) AS (SELECT 1 UNION SELECT n + 1 FROM t) SELECT * FROM t',
  ),
  writes: hostile(
    NOT_A_SELECT,
    `INSERT INTO ${M} SELECT * FROM ${M}`,
    `DELETE FROM ${M}`,
    `UPDATE ${M} SET count = 0`,
    `MERGE INTO ${M} USING ${M} m ON true WHEN MATCHED THEN DELETE`,
    `DROP TABLE ${M}`,
    `ALTER TABLE ${M} ADD COLUMN x INTEGER`,
    `TRUNCATE ${M}`,
    'CREATE TABLE gold.x AS SELECT 1',
    'CREATE TEMP TABLE x AS SELECT 1',
    'CREATE VIEW gold.x AS SELECT 1',
    'CREATE SCHEMA x',
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    'WITH x AS (SELECT 1) INSERT INTO gold.telemetry_device_minutes SELECT * FROM x',
    "COMMENT ON TABLE gold.telemetry_device_minutes IS 'x'",
    'CHECKPOINT',
    'VACUUM',
    'COMMIT',
    'ROLLBACK',
  ),
  'explains and calls': hostile(
    NOT_A_SELECT,
    `EXPLAIN SELECT * FROM ${M}`,
    `EXPLAIN ANALYZE SELECT * FROM ${M}`,
    'CALL pragma_version()',
    'CALL checkpoint()',
  ),
  'prepares and executes': hostile(
    NOT_A_SELECT,
    'PREPARE p AS SELECT 1',
    'EXECUTE p',
    'DEALLOCATE p',
    `EXECUTE p(1); SELECT 1`,
  ),
  'macros, lambdas and SQL in SQL': [
    ...hostile(NOT_A_SELECT, 'CREATE MACRO gold.f(x) AS x', 'CREATE OR REPLACE TEMP MACRO abs(x) AS 1'),
    ...hostile(
      /lambda/,
      'SELECT list_transform([1, 2], x -> x + 1)',
      'SELECT list_filter([1, 2], lambda x: x > 1)',
    ),
    ...hostile(
      /function \w+ is not allowed|lambda/,
      'SELECT list_reduce([1, 2], (x, y) -> x + y)',
      'SELECT [x + 1 FOR x IN [1, 2]]',
      "SELECT json_deserialize_sql('{}')",
      "SELECT json_serialize_sql('SELECT 1')",
      "SELECT json_serialize_plan('SELECT 1')",
      'SELECT unix_millis(now())',
    ),
    ...hostile(
      /table function \w+ is not allowed/,
      "SELECT * FROM query('DROP TABLE gold.telemetry_device_minutes')",
      "SELECT * FROM query_table('main.secrets')",
      "SELECT * FROM json_execute_serialized_sql('{}')",
      "SELECT * FROM sql_auto_complete('SEL')",
    ),
    ...hostile(
      /function main\.not_there is not allowed|function gold\.f is not allowed|function system\.main\.abs is not allowed/,
      'SELECT gold.f(1)',
      'SELECT system.main.abs(1)',
      'SELECT main.not_there(1)',
    ),
  ],
  'waits and chance': hostile(
    /function \w+ is not allowed/,
    'SELECT sleep_ms(1000000)',
    'SELECT pg_sleep(1000)',
    'SELECT random()',
    'SELECT uuid()',
    'SELECT setseed(0.5)',
    "SELECT nextval('s')",
    "SELECT error('x')",
    "SELECT write_log('x')",
  ),
  'comments and characters': [
    ...hostile(/cannot be read as SQL/, 'SEL/**/ECT 1', '\u0421ELECT 1'),
    ...hostile(/NUL/, 'SELECT 1 \u0000; DROP TABLE x'),
    ...hostile(
      /only tables of gold|neither a table/,
      'SELECT/**/*/**/FROM/**/main/**/./**/secrets',
      'SELECT * FROM\u00A0"secrets"',
      'select * from SILVER -- gold.\n.telemetry',
      'SELECT * FROM $$/etc/passwd$$',
    ),
    ...hostile(NOT_A_SELECT, '/* SELECT */ DROP TABLE gold.telemetry_device_minutes -- SELECT'),
  ],
  'what is not understood here': [
    ...hostile(
      /PIVOT/,
      `SELECT * FROM ${M} PIVOT (SUM(count) FOR metric IN ('temperature'))`,
      `UNPIVOT ${M} ON count`,
    ),
    ...hostile(/sample/, `SELECT * FROM ${M} USING SAMPLE 10`, `SELECT * FROM ${M} TABLESAMPLE 10%`),
    ...hostile(/at_clause/, `SELECT * FROM ${M} AT (VERSION => 1)`),
    ...hostile(
      /type (fate|VARIANT|ARRAY)/,
      "SELECT 'refined'::fate",
      "SELECT 'x'::main.fate",
      'SELECT 1::VARIANT',
    ),
    ...hostile(/collation de/, "SELECT 'x' COLLATE de"),
    ...hostile(
      /replace_list|rename_list/,
      `SELECT * REPLACE (1 AS count) FROM ${M}`,
      `SELECT * RENAME (count AS c) FROM ${M}`,
    ),
    ...hostile(/DEFAULT/, 'SELECT DEFAULT'),
    ...hostile(/too large/, 'SELECT 1e400'),
  ],
  'bombs of planning': [
    ...hostile(
      /reads tables \d+ times/,
      `WITH ${doubling(`SELECT 1 AS x FROM ${M}`, (name) => `SELECT a.x FROM ${name} a, ${name} b`, 30)} SELECT COUNT(*) FROM a30`,
      `SELECT COUNT(*) FROM ${Array.from({ length: 70 }, () => M)
        .map((table, n) => `${table} t${n}`)
        .join(', ')}`,
    ),
    ...hostile(/A row of it can grow/, `SELECT COUNT(*) FROM ${repeated('(SELECT *, * FROM ', M, ')', 9)}`),
    ...hostile(
      /nested more than/,
      repeated('SELECT (', 'SELECT 1', ')', 20),
      `SELECT ${repeated('abs(', '1', ')', 200)}`,
      `SELECT ${Array.from({ length: 300 }, () => "'a'").join(' || ')}`,
      `SELECT * FROM ${repeated('(SELECT * FROM ', '(SELECT 1)', ')', 40)}`,
    ),
    ...hostile(/depth limit|memory exhausted|nested more than/, `SELECT ${repeated('[', '1', ']', 4_000)}`),
    ...hostile(/more than 5000 parts/, `SELECT ${Array.from({ length: 6_000 }, () => '1').join(',')}`),
    ...hostile(/at most 32768/, `SELECT '${'x'.repeat(40_000)}'`),
    ...hostile(
      /grouping sets/,
      `SELECT COUNT(*) FROM ${M} GROUP BY CUBE (device, metric, minute, count, sum, min, max, mean)`,
    ),
  ],
  'bombs of values': [
    ...hostile(
      /function \w+ is not allowed/,
      "SELECT repeat('x', 2000000000)",
      "SELECT lpad('x', 2000000000, 'x')",
      "SELECT format('{:>2000000000}', 'x')",
      "SELECT printf('%2000000000d', 1)",
      'SELECT list_resize([1], 2000000000)',
    ),
    ...hostile(/ARRAY|type parameter/, 'SELECT NULL::INTEGER[100000000]', 'SELECT NULL::INTEGER[3]'),
    ...hostile(
      /can grow to/,
      `WITH ${doubling("SELECT 'xxxxxxxxxxxxxxxx' AS s", (name) => `SELECT s || s AS s FROM ${name}`, 10)} SELECT length(s) FROM a10`,
      `WITH ${doubling("SELECT 'x' AS s", (name) => `SELECT replace(s || s, 'x', s || s) AS s FROM ${name}`, 4)} SELECT length(s) FROM a4`,
      `WITH ${doubling('SELECT 1 AS s', (name) => `SELECT [s, s] AS s FROM ${name}`, 10)} SELECT s FROM a10`,
      "SELECT s0 || s0 || s0 || s0 AS s1, s1 || s1 || s1 || s1 AS s2, s2 || s2 || s2 || s2 AS s3, s3 || s3 || s3 || s3 AS s4, s4 || s4 AS s5 FROM (SELECT 'x' AS s0)",
      // Columns that the engine names itself count as the largest there is.
      `SELECT ${Array.from({ length: 10 }, () => '"(s || s)"').join(' || ')} FROM (SELECT s || s FROM (SELECT s || s AS s FROM (SELECT s || s || s || s || s || s || s || s AS s FROM (SELECT 'x' AS s))))`,
      `SELECT (t, t, t, t, t, t, t, t, t) FROM ${M} t`,
      'SELECT range(100000)',
    ),
    ...hostile(
      /more than 100000 entries/,
      'SELECT * FROM range(1000000000000)',
      "SELECT * FROM generate_series(TIMESTAMP '2000-01-01', TIMESTAMP '2030-01-01', INTERVAL 1 SECOND)",
    ),
    ...hostile(/takes constants or parameters/, `SELECT * FROM range((SELECT COUNT(*) FROM ${M}))`),
    ...hostile(
      /collected over rows|collects over rows/,
      `WITH l AS (SELECT list(device) AS l FROM ${M}) SELECT l || [device] FROM l, ${M}`,
      `SELECT (SELECT list(device) FROM ${M}) AS l FROM ${M}`,
      `WITH l AS (SELECT string_agg(device) AS l FROM ${M}) SELECT l || l FROM l`,
      `SELECT unnest([1, 2, 3]), l FROM (SELECT list(device) AS l FROM ${M})`,
      `WITH l AS (SELECT list(device) AS l FROM ${M}) SELECT len(l) FROM l JOIN ${M} ON true`,
    ),
    ...hostile(
      /can grow to/,
      `SELECT (SELECT l FROM gold.webhooks_resources LIMIT 1) FROM (SELECT list(device) AS l FROM ${M}) x`,
    ),
    ...hostile(
      /window/,
      `SELECT list(device) OVER (ORDER BY minute) FROM ${M}`,
      `SELECT first_value(l) OVER () FROM (SELECT device, list(metric) AS l FROM ${M} GROUP BY device)`,
    ),
  ],
  'bombs of work': [
    ...hostile(
      /longer than \d+ ms/,
      `SELECT COUNT(*) FROM ${M} a, ${M} b, ${M} c, ${M} d WHERE a.sum + b.sum + c.sum > d.sum`,
      `SELECT SUM(a.range * b.range) FROM range(100000) a, range(100000) b, range(100000) c`,
      `SELECT MAX(md5(a.device || b.device || c.range)) FROM ${M} a, ${M} b, range(100000) c`,
    ),
    ...hostile(
      /more memory|longer than/,
      `SELECT len(list(a.device || b.device || c.range)) FROM ${M} a, ${M} b, range(100000) c`,
    ),
    ...hostile(
      /more memory|longer than/,
      `SELECT length(string_agg(a.device || b.device)) FROM ${M} a, ${M} b, range(100000) c`,
    ),
  ],
};
