import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { literal, timestamp } from './sql.ts';
import { GRAIN_MS } from './windows.ts';
import { rowsOf } from './writer.ts';

/** The event time (ms) from which on silver holds every row; retention has taken those before it. */
async function silverSince(connection: DuckDBConnection, product: Product): Promise<number | undefined> {
  const rows = await rowsOf<{ ms: number | null }>(
    connection,
    `SELECT epoch_ms(MAX(since)) AS ms FROM pipeline.silver_since WHERE product = ${literal(product.name)}`,
  );
  return rows[0]?.ms ?? undefined;
}

/** To be noted in the transaction that expires silver. It never goes back: a longer retention brings no row back. */
export async function noteExpiry(connection: DuckDBConnection, product: Product, now: number): Promise<void> {
  const before = now - product.retentionDays.silver * DAY_MS;
  const since = Math.max(before, (await silverSince(connection, product)) ?? before);
  await connection.run(`DELETE FROM pipeline.silver_since WHERE product = ${literal(product.name)}`);
  await connection.run(
    `INSERT INTO pipeline.silver_since VALUES (${literal(product.name)}, ${timestamp(since)})`,
  );
}

/** The start (ms) of the first window that silver covers whole. */
export async function coveredFrom(
  connection: DuckDBConnection,
  product: Product,
  grain: keyof typeof GRAIN_MS,
): Promise<number> {
  const since = (await silverSince(connection, product)) ?? 0;
  return Math.ceil(since / GRAIN_MS[grain]) * GRAIN_MS[grain];
}
