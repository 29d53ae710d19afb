import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, Product } from '@dataforge/products';
import { recomputeStatements } from './gold-refresh.ts';
import { allColumns, foldedRows, keyColumns, modelOver, recomputed } from './gold-sql.ts';
import { publishStatements } from './kpi-outbox.ts';
import { tables } from './names.ts';
import { ident, list, literal, rowsWithin, spansOf } from './sql.ts';
import { GRAIN_MS, partsOf } from './windows.ts';
import { rowsOf } from './writer.ts';

/** The number of the transaction, and the window starts (ms) that a batch touches, by model. */
export interface Touched {
  readonly sequence: number;
  readonly windows: ReadonlyMap<string, readonly number[]>;
}

const deltaOf = (model: GoldModel): string => ident(`batch_delta_${model.name}`);

/** Each model over the batch's silver rows alone. */
export const deltaStatements = (product: Product): readonly string[] =>
  product.gold.map(
    (model) =>
      `CREATE OR REPLACE TEMP TABLE ${deltaOf(model)} AS ${modelOver(model, 'SELECT * FROM batch_silver')}`,
  );

/** Runs the statements and reads which windows the deltas hold; a merge model has the one window 0. */
export async function touchedWindows(
  connection: DuckDBConnection,
  product: Product,
  ...statements: readonly string[]
): Promise<Touched> {
  const starts = product.gold.map((model) => {
    const { materialise } = model;
    const start = materialise.kind === 'windows' ? `epoch_ms(${ident(materialise.window)})` : '0';
    return `SELECT DISTINCT ${literal(model.name)} AS model, ${start} AS start FROM ${deltaOf(model)}`;
  });
  const rows = await rowsOf<{ sequence: number; model: string | null; start: number }>(
    connection,
    ...statements,
    starts.length === 0
      ? 'SELECT sequence, NULL AS model, 0 AS start FROM pipeline.counter'
      : `SELECT sequence, model, start FROM pipeline.counter LEFT JOIN (${starts.join(' UNION ALL ')}) ON true`,
  );
  const windows = new Map<string, number[]>();
  for (const { model, start } of rows)
    if (model !== null) windows.set(model, [...(windows.get(model) ?? []), start]);
  return { sequence: rows[0]?.sequence ?? 0, windows };
}

/** Folds a model's delta into its gold table and publishes the KPI points that it changes. */
export function foldStatements(
  product: Product,
  model: GoldModel,
  sequence: number,
  windows: readonly number[],
): readonly string[] {
  if (windows.length === 0) return [];
  const gold = tables(product).gold(model);
  const keys = new Set(keyColumns(model));
  const columns = allColumns(model);
  const assignments = columns
    .filter((name) => !keys.has(name))
    .map((name) => `${ident(name)} = f.${ident(name)}`);
  const existing = existingRows(model, gold, windows);
  return [
    `CREATE OR REPLACE TEMP TABLE batch_folded AS ${foldedRows(model, deltaOf(model), existing)}`,
    ...partsOf(model, windows, gold).map(
      (part) =>
        `UPDATE ${gold} SET ${assignments.join(', ')} FROM batch_folded f WHERE ${gold}.rowid = f._row AND ${part}`,
    ),
    `INSERT INTO ${gold} (${list(columns)}) SELECT ${list(columns)} FROM batch_folded WHERE _row IS NULL`,
    ...(recomputed(model).length > 0 ? dirtyStatements(product, model, sequence, windows) : []),
    ...publishStatements(product, model, sequence, windows),
  ];
}

/** The gold rows, with their row ids as `_row`, among which are those that a delta over these windows meets. */
function existingRows({ materialise }: GoldModel, gold: string, windows: readonly number[]): string {
  const select = 'rowid AS _row, *';
  if (materialise.kind === 'merge') return `SELECT ${select} FROM ${gold}`;
  const { window, grain } = materialise;
  return rowsWithin(gold, window, spansOf(windows, GRAIN_MS[grain]), select);
}

function dirtyStatements(
  product: Product,
  model: GoldModel,
  sequence: number,
  windows: readonly number[],
): readonly string[] {
  if (model.refresh.kind === 'batch') return recomputeStatements(product, model, windows);
  const window = ident((model.materialise as { window: string }).window);
  return [
    `INSERT INTO pipeline.dirty
      SELECT ${literal(product.name)}, ${literal(model.name)}, ${window}, ${sequence}, MAX(_appended_at)
      FROM ${deltaOf(model)} GROUP BY ${window}`,
  ];
}
