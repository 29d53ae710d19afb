import { sqlTokens } from './sql-tokens.ts';
import { tablesIn } from './tables-in.ts';

const tablesOf = (sql: string) => {
  const tokens = sqlTokens(sql);
  if ('unreadable' in tokens) throw new Error(tokens.unreadable);
  return tablesIn(tokens);
};

describe('the tables of a statement', () => {
  it.each<[string, readonly string[]]>([
    ['SELECT 1', []],
    ['SELECT a, b FROM x WHERE c IN (1, 2) ORDER BY a, b', ['x']],
    ['SELECT a FROM gold.x AS y, silver.z', ['gold.x', 'silver.z']],
    ['SELECT a FROM gold.x JOIN "gold"."y z" USING (a, b)', ['gold.x', 'gold.y z']],
    ['SELECT a FROM (SELECT b FROM x, y) s, z', ['x', 'y', 'z']],
    ['SELECT a FROM ((x))', ['x']],
    ['WITH s AS (SELECT a FROM x), t AS (SELECT b FROM s) SELECT a, b FROM s, t', ['x']],
    ['SELECT (SELECT MAX(a) FROM y) FROM x', ['y', 'x']],
    ["SELECT a FROM 'file.csv'", ["'file.csv'"]],
    ["SELECT a FROM read_text('x')", ['read_text']],
    ['SELECT EXTRACT(hour FROM t), a IS DISTINCT FROM b FROM x', ['x']],
    ["SELECT 'from y' AS a -- from z\n FROM /* , w */ x", ['x']],
    ['SELECT a FROM x UNION SELECT b, c FROM y', ['x', 'y']],
  ])('%s', (sql, tables) => {
    expect(tablesOf(sql)).toEqual(tables);
  });
});
