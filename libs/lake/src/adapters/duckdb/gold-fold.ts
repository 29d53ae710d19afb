import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, Product } from '@dataforge/products';
import { allColumns, foldedRows, keyColumns, modelOver, recomputed } from './gold-sql.ts';
import { publishKpis } from './kpi-outbox.ts';
import { tables } from './names.ts';
import { ident, list, literal } from './sql.ts';
import { partsOf, rowsInWindows } from './windows.ts';
import { recomputeWindows } from './gold-refresh.ts';
import { rowsOf } from './writer.ts';

/** Folds the batch's silver rows into every gold table of the product; returns how many KPI points changed. */
export async function foldBatch(
  connection: DuckDBConnection,
  product: Product,
  sequence: number,
): Promise<number> {
  let published = 0;
  for (const model of product.gold) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE batch_delta AS ${modelOver(model, 'SELECT * FROM batch_silver')}`,
    );
    const windows = await touchedWindows(connection, model);
    if (windows.length === 0) continue;
    await foldModel(connection, product, model, windows);
    if (recomputed(model).length > 0) await markDirty(connection, product, model, sequence, windows);
    published += await publishKpis(connection, product, model, sequence, windows);
  }
  return published;
}

/** The window starts (ms) in the delta; a merge model has the one window 0. */
async function touchedWindows(connection: DuckDBConnection, model: GoldModel): Promise<readonly number[]> {
  const window =
    model.materialise.kind === 'windows' ? ident(model.materialise.window) : 'epoch_ms(0::BIGINT)';
  const rows = await rowsOf<{ start: number }>(
    connection,
    `SELECT DISTINCT epoch_ms(${window}) AS start FROM batch_delta`,
  );
  return rows.map((row) => row.start);
}

async function foldModel(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  windows: readonly number[],
): Promise<void> {
  const gold = tables(product).gold(model);
  const existing = rowsInWindows(model, gold, windows);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE batch_folded AS ${foldedRows(model, 'batch_delta', existing)}`,
  );
  const keys = new Set(keyColumns(model));
  const columns = allColumns(model);
  const assignments = columns
    .filter((name) => !keys.has(name))
    .map((name) => `${ident(name)} = f.${ident(name)}`);
  for (const part of partsOf(model, windows, gold))
    await connection.run(
      `UPDATE ${gold} SET ${assignments.join(', ')} FROM batch_folded f WHERE ${gold}.rowid = f._row AND ${part}`,
    );
  await connection.run(
    `INSERT INTO ${gold} (${list(columns)}) SELECT ${list(columns)} FROM batch_folded WHERE _row IS NULL`,
  );
}

async function markDirty(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  sequence: number,
  windows: readonly number[],
): Promise<void> {
  if (model.refresh.kind === 'batch') {
    await recomputeWindows(connection, product, model, windows);
    return;
  }
  const window = ident((model.materialise as { window: string }).window);
  await connection.run(`INSERT INTO pipeline.dirty
    SELECT ${literal(product.name)}, ${literal(model.name)}, ${window}, ${sequence}, MAX(_appended_at)
    FROM batch_delta GROUP BY ${window}`);
}
