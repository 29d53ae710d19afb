import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, Product } from '@dataforge/products';
import { modelOver, recomputed, sameKey, timeOf } from './gold-sql.ts';
import { publishStatements } from './kpi-outbox.ts';
import { tables } from './names.ts';
import { portionsOf } from './portions.ts';
import { nextSequence } from './sequence.ts';
import { silverSince } from './silver-since.ts';
import { ident, literal, timestamp } from './sql.ts';
import { productWatermark } from './watermark.ts';
import { partsOf, rowsInWindows } from './windows.ts';
import { rowsOf, runAll, type Writer } from './writer.ts';

/** A window that is computed on close is computed without a close when nothing came for this long. */
const QUIET_MS = 5 * 60_000;

/** How many windows one pass takes, oldest first, so that a pass ends. */
const MOST_WINDOWS = 5_000;

/**
 * Recomputes what cannot be folded, for the windows of one model that are due. The work is done beside the
 * writer, on a snapshot; the writer then takes over only the recomputed columns, so folded columns that moved
 * on meanwhile stay. Windows touched since the snapshot stay dirty. Returns how many windows were due.
 */
export async function refreshModel(
  writer: Writer,
  reader: DuckDBConnection,
  product: Product,
  model: GoldModel,
  now: number,
): Promise<number> {
  if (model.materialise.kind !== 'windows') return 0;
  const due = await dueWindows(reader, product, model, model.materialise.grain, now);
  const upTo = Math.max(...due.map((row) => row.sequence));
  const result = tables(product).refreshed(model);
  const starts = due.map((row) => row.start);
  for (const windows of await portionsOf(reader, tables(product).silver, model.materialise, starts)) {
    await reader.run(`CREATE OR REPLACE TABLE ${result} AS ${recompute(product, model, windows)}`);
    await writer.transaction(async (connection) => {
      const sequence = await nextSequence(connection);
      await runAll(
        connection,
        ...adoptStatements(product, model, result, windows),
        `DELETE FROM pipeline.dirty WHERE product = ${literal(product.name)}
          AND model = ${literal(model.name)} AND sequence <= ${upTo}
          AND epoch_ms(window_start) IN (${windows.join(', ')})`,
        ...publishStatements(product, model, sequence, windows),
      );
    });
  }
  return due.length;
}

function dueWindows(
  reader: DuckDBConnection,
  product: Product,
  model: GoldModel,
  grain: 'minute' | 'hour' | 'day',
  now: number,
): Promise<readonly { start: number; sequence: number }[]> {
  const closed = `MAX(window_start) + INTERVAL 1 ${grain} <= (${productWatermark(product.name)})`;
  const quiet = `MAX(touched_at) <= ${timestamp(now - QUIET_MS)}`;
  return rowsOf(
    reader,
    `SELECT epoch_ms(window_start) AS start, MAX(sequence) AS sequence FROM pipeline.dirty
     WHERE product = ${literal(product.name)} AND model = ${literal(model.name)}
       AND window_start >= (${silverSince(product)}) GROUP BY window_start
     ${model.refresh.kind === 'on-close' ? `HAVING ${closed} OR ${quiet}` : ''}
     ORDER BY window_start LIMIT ${MOST_WINDOWS}`,
  );
}

/** The model over the rows of exactly these windows. */
export function recompute(product: Product, model: GoldModel, windows: readonly number[]): string {
  if (model.materialise.kind !== 'windows') throw new Error(`${model.name} has nothing to recompute`);
  const { grain, time } = model.materialise;
  return modelOver(model, rowsInWindows(tables(product).silver, time, grain, windows));
}

function adoptStatements(
  product: Product,
  model: GoldModel,
  result: string,
  windows: readonly number[],
): readonly string[] {
  const gold = tables(product).gold(model);
  const columns = recomputed(model).map((name) => `${ident(name)} = r.${ident(name)}`);
  // A window that silver no longer holds whole stays as it was last computed.
  const whole = `SELECT * FROM ${result} WHERE ${timeOf(model)} >= (${silverSince(product)})`;
  return partsOf(model, windows, gold).map(
    (part) =>
      `UPDATE ${gold} SET ${columns.join(', ')} FROM (${whole}) r WHERE ${sameKey(model, gold, 'r')} AND ${part}`,
  );
}

/** The same inside a commit, for models that recompute with every batch. */
export function recomputeStatements(
  product: Product,
  model: GoldModel,
  windows: readonly number[],
): readonly string[] {
  const result = 'batch_recomputed';
  return [
    `CREATE OR REPLACE TEMP TABLE ${result} AS ${recompute(product, model, windows)}`,
    ...adoptStatements(product, model, result, windows),
  ];
}
