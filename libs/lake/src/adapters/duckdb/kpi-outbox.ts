import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, KpiDefinition, Product } from '@dataforge/products';
import type { OutboxEntry } from '../../ports/refine-store.ts';
import { tables } from './names.ts';
import { ident, literal, rowsWithin, spansOf } from './sql.ts';
import { productWatermark } from './watermark.ts';
import { GRAIN_MS } from './windows.ts';
import { rowsOf } from './writer.ts';

/**
 * Puts the points behind the given windows of a model into the outbox, in the transaction that changed
 * them; `windows` absent means all that gold holds.
 */
export async function publishKpis(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  sequence: number,
  windows?: readonly number[],
): Promise<number> {
  const kpis = product.kpis.filter((candidate) => candidate.model === model.name);
  if (kpis.length === 0) return 0;
  const points = kpis.map((kpi) => pointsOf(product, model, kpi, sequence, windows));
  const rows = await rowsOf<{ Count: number }>(
    connection,
    `INSERT INTO pipeline.outbox ${points.join(' UNION ALL ')}`,
  );
  return rows[0]?.Count ?? 0;
}

function pointsOf(
  product: Product,
  model: GoldModel,
  kpi: KpiDefinition,
  sequence: number,
  windows: readonly number[] | undefined,
): string {
  if (model.materialise.kind !== 'windows') throw new Error(`${kpi.id}: a KPI needs a windows model`);
  const window = ident(model.materialise.window);
  const grain = GRAIN_MS[kpi.grain];
  const buckets = windows && [...new Set(windows.map((start) => Math.floor(start / grain) * grain))];
  const gold = tables(product).gold(model);
  const rows = buckets
    ? rowsWithin(gold, model.materialise.window, spansOf(buckets, grain))
    : `SELECT * FROM ${gold}`;
  const touched = buckets
    ? `epoch_ms(date_trunc('${kpi.grain}', ${window})) IN (${buckets.join(', ')})`
    : 'true';
  return `SELECT ${sequence}, ${literal(kpi.id)}, date_trunc('${kpi.grain}', ${window}) AS bucket,
      (${kpi.value})::DOUBLE, COALESCE((${kpi.weight})::DOUBLE, 0), SUM(_corrections)::BIGINT,
      (${productWatermark(product.name)}), MAX(_appended_at)
    FROM (${rows}) WHERE ${touched} AND (${kpi.where ?? 'true'}) GROUP BY bucket`;
}

export async function readOutbox(
  connection: DuckDBConnection,
  limit: number,
): Promise<readonly OutboxEntry[]> {
  return rowsOf<OutboxEntry>(
    connection,
    `SELECT sequence, kpi, epoch_ms(bucket) AS bucket, value, weight, corrections,
       epoch_ms(watermark) AS watermark, epoch_ms(appended_at) AS "appendedAt"
     FROM pipeline.outbox ORDER BY sequence, kpi, pipeline.outbox.bucket LIMIT ${limit}`,
  );
}

/** Forgets whole sequences below the last one given, and of that one just what was given. */
export async function forgetDelivered(
  connection: DuckDBConnection,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const last = entries[entries.length - 1];
  if (!last) return;
  await connection.run(
    `DELETE FROM pipeline.outbox WHERE (sequence, kpi, epoch_ms(bucket)) <= (${last.sequence}, ${literal(last.kpi)}, ${last.bucket})`,
  );
}
