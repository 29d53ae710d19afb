import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, Materialise, Product } from '@dataforge/products';
import { modelOver } from './gold-sql.ts';
import { tables } from './names.ts';
import { silverSince } from './silver-since.ts';
import { ident, list, rowsWithin } from './sql.ts';
import { GRAIN_MS } from './windows.ts';
import { rowsOf } from './writer.ts';

/** Fills an empty table from silver and, with these columns, from the rows set aside in `carried`. */
export async function buildRows(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  kept: readonly string[],
): Promise<void> {
  const { silver, gold } = tables(product);
  const { materialise } = model;
  const older = kept.length > 0 ? `SELECT ${list(kept)} FROM carried` : undefined;
  if (materialise.kind === 'windows') {
    await buildWindows(connection, product, model, materialise);
    if (older) await connection.run(`INSERT INTO ${gold(model)} BY NAME ${older}`);
    return;
  }
  const newest = `SELECT * FROM (${modelOver(model, `SELECT * FROM ${silver}`)})`;
  await connection.run(
    `INSERT INTO ${gold(model)} BY NAME SELECT * FROM (${[newest, ...(older ? [older] : [])].join(' UNION ALL BY NAME ')})
     QUALIFY row_number() OVER (PARTITION BY ${list(materialise.key)} ORDER BY ${ident(materialise.orderBy)} DESC) = 1`,
  );
}

/** An hour or a day at a time, so that memory holds; silver is whole from the start of a day on, and so of each of them. */
async function buildWindows(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  materialise: Extract<Materialise, { readonly kind: 'windows' }>,
): Promise<void> {
  const { silver, gold } = tables(product);
  const time = ident(materialise.time);
  const part = materialise.grain === 'minute' ? 'hour' : 'day';
  const parts = await rowsOf<{ ms: number }>(
    connection,
    `SELECT DISTINCT epoch_ms(date_trunc('${part}', ${time})) AS ms FROM ${silver} WHERE ${time} >= (${silverSince(product)}) ORDER BY ms`,
  );
  for (const { ms } of parts) {
    const rows = rowsWithin(silver, materialise.time, [[ms, ms + GRAIN_MS[part]]]);
    await connection.run(`INSERT INTO ${gold(model)} ${modelOver(model, rows)}`);
  }
}
