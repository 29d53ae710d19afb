import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { tables } from './names.ts';
import { ident, literal, timestamp } from './sql.ts';
import { rowsOf } from './writer.ts';

/** How long the single fates outlive silver; their counts per minute stay. */
const FATES_AFTER_SILVER_DAYS = 7;

/** Deletes what retention has passed, each zone by its own clock: event time in silver and gold, append time elsewhere. */
export async function expireProduct(
  connection: DuckDBConnection,
  product: Product,
  now: number,
): Promise<{ silver: number; bronze: number }> {
  const t = tables(product);
  const before = (days: number) => timestamp(now - days * DAY_MS);
  const { bronze, silver, quarantine, gold } = product.retentionDays;
  await connection.run(`CREATE OR REPLACE TEMP TABLE expired AS
    SELECT _partition AS partition, _position AS position, date_trunc('minute', _appended_at) AS minute
    FROM ${t.silver} WHERE event_time < ${before(silver)}`);
  const gone = await deleted(connection, t.silver, `event_time < ${before(silver)}`);
  if (gone > 0) await expireFates(connection, product);
  const bronzeRows = await deleted(connection, t.bronze, `appended_at < ${before(bronze)}`);
  await deleted(connection, t.quarantine, `appended_at < ${before(quarantine)}`);
  await deleted(
    connection,
    t.fates,
    `minute < ${before(silver + FATES_AFTER_SILVER_DAYS)} AND ${settled(product)}`,
  );
  for (const model of product.gold)
    if (model.materialise.kind === 'windows')
      await deleted(connection, t.gold(model), `${ident(model.materialise.window)} < ${before(gold)}`);
  return { silver: gone, bronze: bronzeRows };
}

const settled = (product: Product): string =>
  `(partition, minute) NOT IN (SELECT (partition, minute) FROM pipeline.fate_dirty WHERE product = ${literal(product.name)})`;

async function expireFates(connection: DuckDBConnection, product: Product): Promise<void> {
  const name = literal(product.name);
  await connection.run(`UPDATE ${tables(product).fates} f SET fate = 'expired' FROM expired e
    WHERE f.partition = e.partition AND f.position = e.position`);
  await connection.run(
    `INSERT INTO pipeline.fate_dirty SELECT DISTINCT ${name}, partition, minute FROM expired`,
  );
}

async function deleted(connection: DuckDBConnection, table: string, where: string): Promise<number> {
  const rows = await rowsOf<{ Count: number }>(connection, `DELETE FROM ${table} WHERE ${where}`);
  return rows[0]?.Count ?? 0;
}
