import { goldTable, type GoldModel, type Product } from '@dataforge/products';

/** Spark's spellings, as the lake defines them. */
const MACROS: readonly string[] = [
  'CREATE MACRO unix_millis(instant) AS epoch_ms(instant::TIMESTAMP)',
  `CREATE MACRO struct (a, b) AS {'c1': a, 'c2': b}, (a, b, c) AS {'c1': a, 'c2': b, 'c3': c}`,
];

/** Silver rows of the products, by the name of the product: two days of three devices, and of two providers. */
const SILVER: Readonly<Record<string, string>> = {
  telemetry: `SELECT 'test' AS source, 'r-' || n AS id, TIMESTAMP '2026-11-23 00:00:00' + INTERVAL (n * 97) SECOND AS event_time,
      'pump-' || (n % 3) AS device, ['temperature', 'speed'][n % 2 + 1] AS metric, 280 + n % 40 + n / 1000 AS value
    FROM range(1500) t(n)`,
  webhooks: `SELECT 'test' AS source, 'd-' || n AS id, TIMESTAMP '2026-11-23 00:00:00' + INTERVAL (n * 331) SECOND AS event_time,
      ['github', 'shop'][n % 2 + 1] AS provider, ['issues', 'push', 'order'][n % 3 + 1] AS event_type, 'opened' AS action,
      'user-' || (n % 5) AS actor, 'res-' || (n % 17) AS resource, (n * 37) % 2000 AS latency_ms
    FROM range(500) t(n)`,
};

/** What makes the gold tables of these products, and beside them what nobody may read. */
export const goldOfProducts = (products: readonly Product[]): readonly string[] => [
  ...MACROS,
  ...['gold', 'silver', 'pipeline'].map((schema) => `CREATE SCHEMA ${schema}`),
  "CREATE TYPE fate AS ENUM ('refined', 'quarantined')",
  'CREATE TABLE pipeline.counter AS SELECT 7::BIGINT AS sequence',
  "CREATE TABLE main.secrets AS SELECT 'a secret' AS text",
  'CREATE VIEW gold.not_a_product AS SELECT * FROM main.secrets',
  ...products.flatMap(({ name, gold }) => [
    `CREATE TABLE silver.${name} AS ${SILVER[name]}`,
    ...gold.map((model) => `CREATE TABLE gold.${goldTable(name, model.name)} AS ${rowsOf(name, model)}`),
  ]),
];

function rowsOf(product: string, { sql, materialise }: GoldModel): string {
  const newest =
    materialise.kind === 'merge'
      ? `QUALIFY row_number() OVER (PARTITION BY ${materialise.key.join(', ')} ORDER BY ${materialise.orderBy} DESC) = 1`
      : '';
  return `WITH silver AS (SELECT * FROM silver.${product})
    SELECT *, 0::BIGINT AS _corrections, TIMESTAMP '2026-11-24 12:00:00' AS _appended_at FROM (${sql}) ${newest}`;
}
