import fc from 'fast-check';
import { compiledProducts } from '@dataforge/products/testing';
import { parseWithTrino } from '@dataforge/stack';
import { describeOnTrino, SERVER_START_MS } from '@dataforge/stack/testing';
import { trinoStatement } from './trino-statement.ts';

const written = (sql: string, parameters = {}, offset = 0) => {
  const statement = trinoStatement({ sql, parameters, offset, limit: 11 }, { database: 'dataforge_gold' });
  return statement.ok ? statement.value : statement.error;
};

describe('a statement for Trino', () => {
  it('has question marks and literals for parameters, and gold by its name', () => {
    const sql = `SELECT gold.a, '$device; gold.b' AS text FROM gold.readings AS gold -- $none
      WHERE device = $device AND at >= $from AND n > $n AND x < $x AND $yes AND ($none IS NULL OR device = $none);`;
    const parameters = {
      ...{ device: "it's", from: { timestamp: Date.UTC(2026, 10, 23, 14, 0, 0, 7) } },
      ...{ n: 9_007_199_254_740_991, x: 0.1, yes: true, none: null },
    };
    expect(written(sql, parameters)).toEqual({
      sql: `select gold.a, '$device; gold.b' as text from "dataforge_gold".readings as gold where device = ? and at >= ? and n > ? and x < ? and ? and(? is null or device = ?) LIMIT 11`,
      values: [
        "'it''s'",
        "TIMESTAMP '2026-11-23 14:00:00.007'",
        '9007199254740991',
        "DOUBLE '0.1'",
        'true',
        'NULL',
        'NULL',
      ],
      skip: 0,
    });
  });

  it('is cut by its end, unless it has one of its own', () => {
    expect(written('SELECT n FROM gold.t ORDER BY n', {}, 20)).toMatchObject({
      sql: 'select n from "dataforge_gold".t order by n OFFSET 20 LIMIT 11',
      skip: 0,
    });
    expect(written('SELECT n FROM (SELECT n FROM gold.t LIMIT 5) AS t', {}, 20)).toMatchObject({ skip: 0 });
    expect(written('SELECT n FROM gold.t ORDER BY n LIMIT 50', {}, 20)).toMatchObject({
      sql: 'select n from "dataforge_gold".t order by n limit 50',
      skip: 20,
    });
  });

  it('holds any text within its literal', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const statement = written('SELECT n FROM gold.t WHERE d = $d', { d: text });
        if (typeof statement === 'string') throw new Error(statement);
        const [literal = ''] = statement.values;
        expect(literal).toMatch(/^'(?:[^']|'')*'$/);
        expect(literal.slice(1, -1).replaceAll("''", "'")).toBe(text);
      }),
    );
  });

  it.each([
    ['', /empty/],
    ['SELECT 1; SELECT 2', /more than one/],
    ['DROP TABLE gold.t', /not a SELECT/],
    ['SELECT n FROM silver.t', /silver\.t; only tables of gold/],
    ['SELECT n FROM gold.t, other', /other; only/],
    ['WITH a AS (SELECT n FROM silver.t) SELECT n FROM a', /silver\.t/],
    ['SELECT $a FROM gold.t', /\$a/],
    ["SELECT 'open FROM gold.t", /cannot be read/],
  ])('is none: %s', (sql, reason) => {
    expect(written(sql)).toMatch(reason);
  });
});

describeOnTrino("named queries, by Trino's parser", () => {
  it(
    'are queries',
    async () => {
      const queries = compiledProducts().products.flatMap((product) => product.queries);
      const statements = queries.map(({ name, sql, parameters }) => {
        const values = Object.fromEntries(parameters.map((parameter) => [parameter.name, null]));
        const statement = written(sql, values, 10);
        if (typeof statement === 'string') throw new Error(`${name}: ${statement}`);
        return statement.sql;
      });
      const parsed = await parseWithTrino(statements);
      const refused = parsed
        .map((one, n) => ({ query: queries[n]?.name, ...one }))
        .filter((one) => !('kind' in one));
      expect(refused).toEqual([]);
      expect(parsed.length).toBeGreaterThan(5);
    },
    SERVER_START_MS,
  );
});
