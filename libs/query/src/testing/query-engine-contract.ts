import type { Result } from '@dataforge/kernel';
import type { QueryEngine, QueryFailure, QueryRequest, QueryRows } from '../ports/query-engine.ts';

export interface OpenQueryEngine {
  readonly engine: QueryEngine;
  readonly close: () => Promise<void>;
}

/** Opens an engine over what these statements make. `waitMs`: how long a query waits for its turn. */
export type OpenQueryEngineWith = (
  statements: readonly string[],
  settings: { readonly waitMs: number },
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
      opened = await open(FIXTURE, { waitMs: 20_000 });
    });
    afterEach(() => opened.close());
    const run: Run = (sql, rest = {}) =>
      opened.engine.run({ sql, parameters: {}, offset: 0, maxRows: 1_000, timeoutMs: 20_000, ...rest });

    parameters(run);
    pages(run);
    refusals(run);
    limits(run, open);
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

    expect(outcome).toEqual({
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

  it('says it is busy to a query that has waited too long behind another', async () => {
    const impatient = await open(FIXTURE, { waitMs: 50 });
    const request = { parameters: {}, offset: 0, maxRows: 1, timeoutMs: 1_000 };
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
