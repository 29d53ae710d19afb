import type { Result } from '@dataforge/kernel';
import {
  EXPORT_FORMATS,
  type QueryEngine,
  type QueryExport,
  type QueryFailure,
  type QueryRequest,
  type QueryRows,
} from '../ports/query-engine.ts';

export interface OpenQueryEngine {
  readonly engine: QueryEngine;
  readonly close: () => Promise<void>;
}

/** Opens an engine over what these statements make, where so many queries wait, and for so long, for their turn. */
export type OpenQueryEngineWith = (
  statements: readonly string[],
  queue: { readonly maxWaiting: number; readonly waitMs: number },
) => Promise<OpenQueryEngine>;

const FIXTURE: readonly string[] = [
  'CREATE SCHEMA gold',
  'CREATE SCHEMA silver',
  'CREATE TABLE silver.secrets (text VARCHAR)',
  'CREATE TABLE gold.numbers (n INTEGER)',
  `INSERT INTO gold.numbers VALUES ${Array.from({ length: 1_000 }, (_, n) => `(${n})`).join(', ')}`,
  'CREATE TABLE gold.readings (device VARCHAR, measured TIMESTAMP, value DOUBLE)',
  `INSERT INTO gold.readings VALUES
     ('a', TIMESTAMP '2026-11-23 14:00:00.123', 1.5),
     ('a', TIMESTAMP '2026-11-23 14:00:00.124', 2.5),
     ('it''s; DROP TABLE gold.readings', TIMESTAMP '1969-12-31 23:59:59.999', NULL)`,
];

/** A million million rows: no engine ends within the limits of these tests. */
const ENDLESS = `SELECT SUM(a.n * b.n + c.n * d.n) AS total
  FROM gold.numbers a CROSS JOIN gold.numbers b CROSS JOIN gold.numbers c CROSS JOIN gold.numbers d`;

const REQUEST: Omit<QueryRequest, 'sql'> = {
  parameters: {},
  reads: [],
  offset: 0,
  maxRows: 1_000,
  maxBytes: 100_000_000,
  timeoutMs: 20_000,
};

type Outcome = Result<QueryRows, QueryFailure>;
type Run = (sql: string, rest?: Partial<QueryRequest>) => Promise<Outcome>;

const rowsOf = (outcome: Outcome) => {
  if (!outcome.ok) throw new Error(`${outcome.error.kind}: ${outcome.error.detail}`);
  return outcome.value.rows;
};

/** What every query engine keeps to. */
export function queryEngineContract(adapterName: string, open: OpenQueryEngineWith): void {
  describe(`query engine: ${adapterName}`, () => {
    let opened: OpenQueryEngine;
    beforeEach(async () => {
      opened = await open(FIXTURE, { maxWaiting: 10, waitMs: 20_000 });
    });
    afterEach(() => opened.close());
    const run: Run = (sql, rest = {}) => opened.engine.run({ ...REQUEST, sql, ...rest });

    parameters(run);
    pages(run);
    refusals(run);
    limits(run, open);
    goingAway(run);
    sizes(run);
    exports(() => opened.engine);
    checks(() => opened.engine);
  });
}

/** What an engine keeps to that runs named queries, whatever else it does. */
export function namedQueryContract(adapterName: string, open: OpenQueryEngineWith): void {
  describe(`named queries: ${adapterName}`, () => {
    let opened: OpenQueryEngine;
    beforeEach(async () => {
      opened = await open(FIXTURE, { maxWaiting: 10, waitMs: 20_000 });
    });
    afterEach(() => opened.close());
    const run: Run = (sql, rest = {}) => opened.engine.run({ ...REQUEST, sql, ...rest });

    parameters(run);
    pages(run);
    refusals(run);
  });
}

function parameters(run: Run): void {
  it('binds text as text, whatever is in it', async () => {
    const select = 'SELECT value FROM gold.readings WHERE device = $device ORDER BY measured';
    const device = (text: string) => run(select, { parameters: { device: text } }).then(rowsOf);

    expect(await device('a')).toEqual([[1.5], [2.5]]);
    expect(await device("' OR '1'='1")).toEqual([]);
    expect(await device("'; DROP TABLE gold.readings; --")).toEqual([]);
    expect(await device("it's; DROP TABLE gold.readings")).toEqual([[null]]);
  });

  it('binds times to the millisecond', async () => {
    const select =
      'SELECT measured FROM gold.readings WHERE measured >= $from AND measured < $to ORDER BY measured';
    const at = Date.UTC(2026, 10, 23, 14, 0, 0, 123);

    const outcome = await run(select, {
      parameters: { from: { timestamp: at }, to: { timestamp: at + 1 } },
    });

    expect(rowsOf(outcome)).toEqual([['2026-11-23T14:00:00.123Z']]);
    const before = await run(select, { parameters: { from: { timestamp: -1 }, to: { timestamp: 0 } } });
    expect(rowsOf(before)).toEqual([['1969-12-31T23:59:59.999Z']]);
  });

  it('binds numbers, booleans and null', async () => {
    const select = `SELECT COUNT(*) AS n FROM gold.readings
      WHERE value > $above AND ($all OR device = $device) AND ($none IS NULL OR device = $none)`;

    const outcome = await run(select, { parameters: { above: 1.5, all: true, device: 'b', none: null } });

    expect(rowsOf(outcome)).toEqual([[1]]);
  });

  it.each([
    ['misses', {}],
    ['does not know', { device: 'a', other: 1 }],
  ])('refuses a parameter that it %s', async (_, given) => {
    const outcome = await run('SELECT value FROM gold.readings WHERE device = $device', {
      parameters: given,
    });

    expect(outcome).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });
}

function pages(run: Run): void {
  const select = 'SELECT n FROM gold.numbers ORDER BY n';

  it('names the columns and their types, for no rows too', async () => {
    const outcome = await run(
      'SELECT device, measured, value, 1 AS whole, true AS yes FROM gold.readings WHERE false',
    );

    expect(outcome).toMatchObject({
      ok: true,
      value: {
        columns: [
          { name: 'device', type: 'string' },
          { name: 'measured', type: 'timestamp' },
          { name: 'value', type: 'number' },
          { name: 'whole', type: 'integer' },
          { name: 'yes', type: 'boolean' },
        ],
        rows: [],
        more: false,
      },
    });
  });

  it.each([
    [0, 3, [0, 1, 2], true],
    [997, 3, [997, 998, 999], false],
    [998, 3, [998, 999], false],
    [1_000, 3, [], false],
    [5_000, 3, [], false],
  ])('from row %d answers at most %d and says whether there is more', async (offset, maxRows, rows, more) => {
    const outcome = await run(select, { offset, maxRows });

    expect(outcome).toMatchObject({ ok: true, value: { rows: rows.map((n) => [n]), more } });
  });

  it('keeps the order that the statement asks for, whatever the page', async () => {
    const outcome = await run('SELECT n % 10 AS digit, n FROM gold.numbers ORDER BY digit DESC, n', {
      offset: 99,
      maxRows: 3,
    });

    expect(rowsOf(outcome)).toEqual([
      [9, 999],
      [8, 8],
      [8, 18],
    ]);
  });

  it('takes a statement with its own limit, a comment and a semicolon at the end', async () => {
    expect(rowsOf(await run('SELECT n FROM gold.numbers ORDER BY n LIMIT 2;\n'))).toEqual([[0], [1]]);
    expect(rowsOf(await run('SELECT n FROM gold.numbers ORDER BY n LIMIT 1 -- one'))).toEqual([[0]]);
  });

  it('fails as a whole, rather than ending early, when a late row fails', async () => {
    const late = `SELECT CAST(CASE WHEN a.n = 999 AND b.n = 999 THEN 'x' ELSE '1' END AS INTEGER) AS n
      FROM gold.numbers a CROSS JOIN gold.numbers b`;

    expect(await run(late, { maxRows: 2_000_000 })).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });

  it('gives all rows once, page by page', async () => {
    const seen: unknown[] = [];
    for (let offset = 0; offset < 1_000; offset += 170)
      seen.push(...rowsOf(await run(select, { offset, maxRows: 170 })).map(([n]) => n));

    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  });
}

function refusals(run: Run): void {
  it.each([
    "INSERT INTO gold.readings VALUES ('x', NULL, 1)",
    'DELETE FROM gold.readings',
    'DROP TABLE gold.readings',
    'CREATE TABLE gold.other (n INTEGER)',
    'UPDATE gold.readings SET value = 0',
  ])('refuses to write: %s', async (sql) => {
    expect(await run(sql)).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    expect(rowsOf(await run('SELECT COUNT(*) AS n, MAX(value) AS most FROM gold.readings'))).toEqual([
      [3, 2.5],
    ]);
  });

  it.each([
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP TABLE gold.readings',
    '',
    '-- nothing',
    'SELEC 1',
    'SELECT nothing FROM gold.readings',
    'SELECT * FROM gold.missing',
    'SELECT text FROM silver.secrets',
    'SELECT CAST(device AS INTEGER) AS n FROM gold.readings',
    'SELECT n FROM gold.numbers) UNION (SELECT n FROM gold.numbers',
  ])('refuses what is not one SELECT over gold that it can run: "%s"', async (sql) => {
    expect(await run(sql)).toMatchObject({
      ok: false,
      error: { kind: 'invalid', detail: expect.stringMatching(/\S/) },
    });
    expect(rowsOf(await run('SELECT COUNT(*) AS n FROM gold.readings'))).toEqual([[3]]);
  });

  it.each([
    ['SELECT devcie FROM gold.readings', 1, 8, /devcie/],
    ['SELECT device,\n  valeu\nFROM gold.readings', 2, 3, /valeu/],
    ['SELECT r.valeu FROM gold.readings r', 1, 8, /valeu/],
    ['SELECT * FROM gold.missing', 1, 15, /missing/],
    ['SELECT device + 1 FROM gold.readings', 1, 15, /No function matches/],
    ['SELECT device, MAX(value)\nFROM gold.readings', 1, 8, /GROUP BY/],
    ['SELECT value\nFROM gold.readings\nWHERE CAST(device AS INTEGER) = 1', 3, 7, /Could not convert string/],
    [`SELECT ${'device, '.repeat(30)}valeu FROM gold.readings`, 1, 248, /valeu/],
  ])('says where the statement is wrong: %s', async (sql, line, column, detail) => {
    const refusal = { detail: expect.stringMatching(detail), line, column };

    expect(await run(sql)).toMatchObject({ ok: false, error: { kind: 'invalid', refusal } });
  });

  it('says that the statement is wrong also where it is not known at which place', async () => {
    const outcome = await run('SELECT 1 UNION SELECT 1, 2');

    expect(outcome).toMatchObject({ error: { refusal: { detail: expect.stringMatching(/same number/) } } });
  });
}

function limits(run: Run, open: OpenQueryEngineWith): void {
  it('interrupts a query at its limit and runs the next one', async () => {
    expect(await run(ENDLESS, { timeoutMs: 100 })).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    expect(rowsOf(await run('SELECT COUNT(*) AS n FROM gold.numbers'))).toEqual([[1_000]]);
  });

  it('interrupts a query whose rows flow without end', async () => {
    const flowing = `SELECT a.n FROM gold.numbers a CROSS JOIN gold.numbers b CROSS JOIN gold.numbers c
      CROSS JOIN gold.numbers d`;

    const outcome = await run(flowing, { timeoutMs: 100, offset: 999_999_999_990 });

    expect(outcome).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  });

  it('runs queries that come together one after the other', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        run('SELECT n FROM gold.numbers WHERE n = $n', { parameters: { n } }),
      ),
    );

    expect(outcomes.map((outcome) => rowsOf(outcome)[0]?.[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('says it is busy at once to a query that finds too many waiting', async () => {
    const crowded = await open(FIXTURE, { maxWaiting: 1, waitMs: 20_000 });
    const caller = new AbortController();
    try {
      const running = crowded.engine.run({ ...REQUEST, sql: ENDLESS, signal: caller.signal });
      const waiting = crowded.engine.run({ ...REQUEST, sql: 'SELECT 1 AS n' });
      const turnedAway = crowded.engine.run({ ...REQUEST, sql: 'SELECT 1 AS n' });

      expect(await turnedAway).toMatchObject({ ok: false, error: { kind: 'busy' } });
      caller.abort();
      expect(await running).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
      expect(rowsOf(await waiting)).toEqual([[1]]);
    } finally {
      await crowded.close();
    }
  });

  it('says it is busy to a query that has waited too long behind another', async () => {
    const impatient = await open(FIXTURE, { maxWaiting: 1, waitMs: 50 });
    const request = { ...REQUEST, maxRows: 1, timeoutMs: 1_000 };
    try {
      const first = impatient.engine.run({ ...request, sql: ENDLESS });
      const second = impatient.engine.run({ ...request, sql: 'SELECT n FROM gold.numbers' });

      expect(await second).toMatchObject({ ok: false, error: { kind: 'busy' } });
      expect(await first).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    } finally {
      await impatient.close();
    }
  });
}

function goingAway(run: Run): void {
  it('interrupts a query whose caller goes away, and runs the next one', async () => {
    const caller = new AbortController();
    const asked = run(ENDLESS, { signal: caller.signal });
    const waiting = run('SELECT 1 AS n', { signal: caller.signal });
    const after = run('SELECT n FROM gold.numbers WHERE n = 7');

    caller.abort();

    expect(await asked).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(await waiting).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(rowsOf(await after)).toEqual([[7]]);
  });

  it('does not begin for a caller who is away already', async () => {
    expect(await run(ENDLESS, { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      error: { kind: 'cancelled' },
    });
  });
}

function sizes(run: Run): void {
  const wide = "SELECT n, n::VARCHAR || '-' || n::VARCHAR AS text FROM gold.numbers ORDER BY n";

  it('leaves rows out past its bytes and says that there are more', async () => {
    const whole = await run(wide);
    const cut = await run(wide, { maxBytes: 200 });

    if (!whole.ok || !cut.ok) throw new Error('refused');
    expect(whole.value).toMatchObject({ more: false });
    expect(whole.value.bytes).toBeGreaterThan(200);
    expect(cut.value.more).toBe(true);
    expect(cut.value.bytes).toBeLessThanOrEqual(200);
    expect(cut.value.rows).toEqual(whole.value.rows.slice(0, cut.value.rows.length));
    expect(cut.value.rows.length).toBeGreaterThan(0);
  });

  it('refuses a row that is too large by itself', async () => {
    expect(await run("SELECT repeat('x', 1000) AS text", { maxBytes: 500 })).toMatchObject({
      ok: false,
      error: { kind: 'too-large' },
    });
  });

  it.each([
    ['a list', 'LIST(a.n)'],
    ['a list in a struct', "{'numbers': LIST(a.n)}"],
    ['a list of lists', 'LIST([a.n, b.n])'],
  ])('refuses to make a value with too many entries: %s', async (_what, value) => {
    const collected = `SELECT ${value} AS values FROM gold.numbers a CROSS JOIN gold.numbers b`;

    expect(await run(`${collected} WHERE b.n < 10`)).toMatchObject({ ok: true });
    expect(await run(collected)).toMatchObject({ ok: false, error: { kind: 'too-large' } });
  });

  it('stops a query that takes more memory than its share', async () => {
    const hoard = `SELECT LEN(LIST(a.n * b.n + c.n)) AS n
      FROM gold.numbers a CROSS JOIN gold.numbers b CROSS JOIN gold.numbers c`;

    expect(await run(hoard)).toMatchObject({ ok: false, error: { kind: 'memory' } });
    expect(rowsOf(await run('SELECT COUNT(*) AS n FROM gold.numbers'))).toEqual([[1_000]]);
  });
}

function exports(engine: () => QueryEngine): void {
  const { offset: _, ...request } = {
    ...REQUEST,
    sql: 'SELECT n, n % 2 = 0 AS even FROM gold.numbers ORDER BY n',
  };
  const textOf = async (exported: Result<QueryExport, QueryFailure>): Promise<string> => {
    if (!exported.ok) throw new Error(exported.error.detail);
    return new Response(exported.value.content).text();
  };

  it('gives the whole answer as CSV', async () => {
    const text = await textOf(await engine().export({ ...request, format: 'csv' }));

    const lines = text.split('\r\n');
    expect(lines.slice(0, 3)).toEqual(['n,even', '0,true', '1,false']);
    expect(lines).toHaveLength(1_002);
  });

  it('gives the whole answer as NDJSON', async () => {
    const text = await textOf(await engine().export({ ...request, format: 'ndjson' }));

    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(rows).toHaveLength(1_000);
    expect(rows[999]).toEqual({ n: 999, even: false });
  });

  it('gives the whole answer as Parquet', async () => {
    const exported = await engine().export({ ...request, format: 'parquet' });

    if (!exported.ok) throw new Error(exported.error.detail);
    const bytes = new Uint8Array(await new Response(exported.value.content).arrayBuffer());
    expect(bytes).toHaveLength(exported.value.bytes);
    expect(Buffer.from(bytes.slice(0, 4)).toString()).toBe('PAR1');
    expect(Buffer.from(bytes.slice(-4)).toString()).toBe('PAR1');
  });

  it.each(EXPORT_FORMATS)(
    'refuses an answer that is too large as %s, and cuts it where it is asked to',
    async (format) => {
      const few = { ...request, format, maxRows: 999 };

      expect(await engine().export(few)).toMatchObject({ ok: false, error: { kind: 'too-large' } });
      expect(await engine().export({ ...request, format, maxBytes: 100 })).toMatchObject({
        ok: false,
        error: { kind: 'too-large' },
      });
      const cut = await engine().export({ ...few, limit: 10 });
      expect(cut).toMatchObject({ ok: true });
      if (cut.ok) await cut.value.content.cancel();
    },
  );

  it.each(EXPORT_FORMATS)('binds parameters and refuses what it cannot run, as %s', async (format) => {
    const bound = {
      ...request,
      format,
      sql: 'SELECT n FROM gold.numbers WHERE n < $least',
      parameters: { least: 2 },
    };

    const exported = await engine().export(bound);

    expect(exported).toMatchObject({ ok: true });
    if (exported.ok) await exported.value.content.cancel();
    expect(await engine().export({ ...bound, parameters: {} })).toMatchObject({ error: { kind: 'invalid' } });
    expect(await engine().export({ ...request, format, sql: 'DROP TABLE gold.numbers' })).toMatchObject({
      error: { kind: 'invalid' },
    });
  });
}

function checks(engine: () => QueryEngine): void {
  it('describes what a statement may name', async () => {
    const { tables, functions } = await engine().describe(['readings']);

    expect(tables).toEqual([
      {
        name: 'readings',
        columns: [
          { name: 'device', type: 'string' },
          { name: 'measured', type: 'timestamp' },
          { name: 'value', type: 'number' },
        ],
      },
    ]);
    expect(functions).toContain('date_trunc');
    expect(functions).not.toContain('getenv');
  });

  const check = (sql: string) =>
    engine().check({ sql, tables: new Set(['numbers', 'readings']), parameters: {} });

  it('tells what a statement reads and whether its answer depends on the moment', async () => {
    expect(await check('SELECT n FROM gold.numbers')).toMatchObject({
      ok: true,
      value: { reads: ['numbers'], ofTheMoment: false },
    });
    expect(
      await check(
        'SELECT (SELECT COUNT(*) FROM Gold.NUMBERS), now() FROM gold.readings WHERE measured < now()',
      ),
    ).toMatchObject({ ok: true, value: { reads: ['numbers', 'readings'], ofTheMoment: true } });
    expect(await check('SELECT current_date')).toMatchObject({ ok: true, value: { ofTheMoment: true } });
  });

  it('takes statements that differ in spacing, comments and the case of words for one', async () => {
    const [a, b] = [
      await check('SELECT n FROM gold.numbers'),
      await check('select\n n from gold.numbers -- all'),
    ];

    expect(a.ok && b.ok && a.value.canonical === b.value.canonical).toBe(true);
  });

  it.each([
    ['SELECT 1', 'SELECT 2'],
    ['SELECT 9007199254740992', 'SELECT 9007199254740993'],
    ['SELECT 0.1', 'SELECT 0.10'],
    ['SELECT 1e0', 'SELECT 1.0000000000000002e0'],
    ["SELECT 'a'", "SELECT 'A'"],
    ["SELECT 'a b'", "SELECT 'a  b'"],
    ['SELECT \'"query_location":1,\'', 'SELECT \'"query_location":2,\''],
    ['SELECT n FROM gold.numbers', 'SELECT n FROM gold.numbers ORDER BY n'],
    ['SELECT n FROM gold.numbers GROUP BY n', 'SELECT n FROM gold.numbers GROUP BY ROLLUP (n)'],
    [
      'SELECT n FROM gold.numbers GROUP BY ROLLUP (n)',
      'SELECT n FROM gold.numbers GROUP BY GROUPING SETS ((n))',
    ],
    ['SELECT n FROM gold.numbers LIMIT 1', 'SELECT n FROM gold.numbers LIMIT 1%'],
    ['SELECT 1 UNION SELECT 1', 'SELECT 1 UNION ALL SELECT 1'],
    ['SELECT n AS a FROM gold.numbers', 'SELECT n AS b FROM gold.numbers'],
    ['SELECT DISTINCT n FROM gold.numbers', 'SELECT n FROM gold.numbers'],
    ['SELECT SUM(n) FROM gold.numbers', 'SELECT SUM(DISTINCT n) FROM gold.numbers'],
  ])('does not take %s and %s for one', async (one, other) => {
    const [a, b] = [await check(one), await check(other)];

    if (!a.ok || !b.ok) throw new Error('refused');
    expect(a.value.canonical).not.toBe(b.value.canonical);
  });

  it('names the place of what it refuses', async () => {
    expect(await check("SELECT 'é',\n  sleep_ms(1)")).toEqual({
      ok: false,
      error: { detail: 'The function sleep_ms is not allowed.', line: 2, column: 3 },
    });
    expect(await check("SELECT 'é', 'ü' FROM silver.secrets")).toMatchObject({
      ok: false,
      error: { line: 1, column: 22 },
    });
    expect(await check('SELECT 1 +')).toMatchObject({ ok: false, error: { line: 1, column: 11 } });
  });
}
