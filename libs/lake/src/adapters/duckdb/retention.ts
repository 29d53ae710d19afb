import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { keptSince } from '../../domain/kept-since.ts';
import { moveFates } from './fate-counts.ts';
import { timeOf } from './gold-sql.ts';
import { tables } from './names.ts';
import { passSilver, silverSince } from './silver-since.ts';
import { literal, timestamp } from './sql.ts';
import { rowsOf, runAll } from './writer.ts';

/** How long the single fates outlive silver; their counts per minute stay. */
const FATES_AFTER_SILVER_DAYS = 7;

/**
 * Deletes what retention has passed, each zone by its own clock: silver and gold by event time and whole days, the
 * others by append time.
 */
export async function expireProduct(
  connection: DuckDBConnection,
  product: Product,
  now: number,
): Promise<{ silver: number; bronze: number }> {
  const t = tables(product);
  const before = (days: number) => timestamp(now - days * DAY_MS);
  const { bronze, silver, quarantine, gold } = product.retentionDays;
  const gone = await expireSilver(connection, product, keptSince(now, silver));
  const bronzeRows = await deleted(connection, t.bronze, `appended_at < ${before(bronze)}`);
  await deleted(connection, t.quarantine, `appended_at < ${before(quarantine)}`);
  await expireFates(connection, product, before(silver + FATES_AFTER_SILVER_DAYS));
  for (const model of product.gold)
    await deleted(connection, t.gold(model), `${timeOf(model)} < ${timestamp(keptSince(now, gold))}`);
  return { silver: gone, bronze: bronzeRows };
}

async function expireSilver(connection: DuckDBConnection, product: Product, since: number): Promise<number> {
  const { silver } = tables(product);
  const old = `event_time < ${timestamp(since)}`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE expired AS
    SELECT _partition AS partition, _position AS position, 'expired' AS fate FROM ${silver} WHERE ${old}`);
  const gone = await deleted(connection, silver, old);
  if (gone > 0) {
    await moveFates(connection, product, 'FROM expired');
    await runAll(connection, ...passSilver(product, since));
  }
  // Nobody can compute these again.
  await deleted(
    connection,
    'pipeline.dirty',
    `product = ${literal(product.name)} AND window_start < (${silverSince(product)})`,
  );
  return gone;
}

/**
 * Single fates go by the minute, when it is counted and silver holds nothing of it any more: an event that was dated
 * ahead expires long after its minute, and its fate has yet to move.
 */
async function expireFates(connection: DuckDBConnection, product: Product, before: string): Promise<void> {
  const { fates, silver } = tables(product);
  const unsettled = `SELECT partition, minute FROM pipeline.fate_dirty WHERE product = ${literal(product.name)}`;
  const inSilver = `SELECT _partition, date_trunc('minute', _appended_at) FROM ${silver} WHERE _appended_at < ${before}`;
  await deleted(
    connection,
    fates,
    `minute < ${before} AND (partition, minute) NOT IN (${unsettled} UNION ALL ${inSilver})`,
  );
}

async function deleted(connection: DuckDBConnection, table: string, where: string): Promise<number> {
  const rows = await rowsOf<{ Count: number }>(connection, `DELETE FROM ${table} WHERE ${where}`);
  return rows[0]?.Count ?? 0;
}
