import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, Materialise, Product } from '@dataforge/products';
import { recompute } from './gold-refresh.ts';
import { modelOver, recomputed, sameKey } from './gold-sql.ts';
import { emptiedStatements, notePoints, publishStatements } from './kpi-outbox.ts';
import { tables } from './names.ts';
import { portionsOf } from './portions.ts';
import { silverSince } from './silver-since.ts';
import { ident, literal, timestamp } from './sql.ts';
import { isInWindows, partsOf } from './windows.ts';
import { rowsOf, runAll } from './writer.ts';

/** A model with how it is kept. */
type Of<K extends Materialise['kind']> = { readonly model: GoldModel } & Extract<
  Materialise,
  { readonly kind: K }
>;

interface Turn {
  /** The number of the transaction. */
  readonly sequence: number;
  /** ms since the epoch */
  readonly now: number;
}

/**
 * Takes rows that have left silver back out of a gold table; `gone` is the table that holds them. Silver holds all other rows
 * of their windows.
 */
export function takeBack(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  gone: string,
  turn: Turn,
): Promise<void> {
  const { materialise } = model;
  return materialise.kind === 'merge'
    ? restoreNewest(connection, product, { model, ...materialise }, gone)
    : recomputeWindows(connection, product, { model, ...materialise }, gone, turn);
}

async function recomputeWindows(
  connection: DuckDBConnection,
  product: Product,
  { model, grain, time, window }: Of<'windows'>,
  gone: string,
  { sequence, now }: Turn,
): Promise<void> {
  const { silver, gold } = tables(product);
  const table = gold(model);
  const touched = await rowsOf<{ start: number }>(
    connection,
    `SELECT DISTINCT epoch_ms(date_trunc('${grain}', ${ident(time)})) AS start FROM ${gone} ORDER BY start`,
  );
  const starts = touched.map((row) => row.start);
  for (const windows of await portionsOf(connection, silver, { grain, time }, starts)) {
    const theirs = isInWindows(ident(window), grain, windows);
    await runAll(
      connection,
      ...notePoints(product, model, windows),
      ...partsOf(model, windows, table).map((part) => `DELETE FROM ${table} WHERE ${part} AND ${theirs}`),
      `INSERT INTO ${table} BY NAME ${recompute(product, model, windows)}`,
      ...publishStatements(product, model, sequence, windows),
      ...emptiedStatements(product, model, sequence),
    );
  }
  if (recomputed(model).length === 0 || model.refresh.kind === 'batch') return;
  // A refresh that has read silver already still holds these rows in its percentiles: the next one comes after it.
  const dirty = starts.map(
    (start) =>
      `(${literal(product.name)}, ${literal(model.name)}, ${timestamp(start)}, ${sequence}, ${timestamp(now)})`,
  );
  await connection.run(`INSERT INTO pipeline.dirty VALUES ${dirty.join(', ')}`);
}

/**
 * Where one of the rows was the newest of its key, the newest that silver holds takes its place. Silver holds none where the
 * key's own state has expired, and that state is known nowhere any more: then the row stays, since a key that is gone says
 * less than its latest word, and the next event replaces it. While nothing has expired, the row was all there ever was.
 */
async function restoreNewest(
  connection: DuckDBConnection,
  product: Product,
  { model, orderBy }: Of<'merge'>,
  gone: string,
): Promise<void> {
  const { silver, gold } = tables(product);
  const table = gold(model);
  const order = ident(orderBy);
  const isLost = `EXISTS (FROM lost l WHERE ${sameKey(model, 'l', 'm')})`;
  await runAll(
    connection,
    `CREATE OR REPLACE TEMP TABLE lost AS
      SELECT g.* FROM ${table} g JOIN (${modelOver(model, `SELECT * FROM ${gone}`)}) c
        ON ${sameKey(model, 'g', 'c')} AND g.${order} = c.${order}`,
    `CREATE OR REPLACE TEMP TABLE restored AS ${modelOver(model, `SELECT * FROM ${silver}`, isLost)}`,
    `DELETE FROM ${table} m WHERE ${isLost}`,
    `INSERT INTO ${table} BY NAME FROM restored`,
    `INSERT INTO ${table} BY NAME FROM lost l
      WHERE (${silverSince(product)}) > '-infinity' AND NOT EXISTS (FROM restored r WHERE ${sameKey(model, 'l', 'r')})`,
  );
}
