import type { DuckDBConnection } from '@duckdb/node-api';
import type { Position } from '@dataforge/events';
import type { Product } from '@dataforge/products';
import type { FateCount, PartitionProgress } from '../../ports/refine-store.ts';
import { tables } from './names.ts';
import { literal } from './sql.ts';
import { rowsOf } from './writer.ts';

export async function readProgress(
  connection: DuckDBConnection,
  product: string,
): Promise<readonly PartitionProgress[]> {
  const rows = await rowsOf<{ partition: number; next: number; watermark: number | null }>(
    connection,
    `SELECT partition, next, epoch_ms(watermark) AS watermark FROM pipeline.partitions
     WHERE product = ${literal(product)} ORDER BY partition`,
  );
  return rows.map(({ partition, next, watermark }) => ({
    partition,
    next: next as Position,
    ...(watermark !== null && { watermark }),
  }));
}

/** Settled minutes from their counts, minutes that moved since from the fates themselves. */
export async function readFateCounts(
  connection: DuckDBConnection,
  product: Product,
  byMinute: boolean,
): Promise<readonly FateCount[]> {
  const name = literal(product.name);
  const minute = byMinute ? 'epoch_ms(minute)' : '0';
  return rowsOf<FateCount>(
    connection,
    `SELECT partition, ${minute} AS minute, fate::VARCHAR AS fate, SUM(records)::BIGINT AS records FROM (
       SELECT partition, minute, fate, records FROM pipeline.fate_minutes m WHERE product = ${name}
         AND NOT EXISTS (SELECT 1 FROM pipeline.fate_dirty d
           WHERE d.product = ${name} AND d.partition = m.partition AND d.minute = m.minute)
       UNION ALL
       ${dirtyCounts(product)})
     GROUP BY ALL ORDER BY ALL`,
  );
}

const dirtyCounts = (product: Product): string => `
  SELECT f.partition, f.minute, f.fate, COUNT(*) AS records
  FROM ${tables(product).fates} f
  JOIN (SELECT DISTINCT partition, minute FROM pipeline.fate_dirty WHERE product = ${literal(product.name)}) d
    ON f.partition = d.partition AND f.minute = d.minute
  GROUP BY ALL`;

/**
 * Gives records other fates: `moved` selects their `partition`, `position` and `fate`. A minute whose single fates retention
 * has passed keeps its counts.
 */
export async function moveFates(
  connection: DuckDBConnection,
  product: Product,
  moved: string,
): Promise<void> {
  const { fates } = tables(product);
  const same = 'f.partition = m.partition AND f.position = m.position';
  await connection.run(`UPDATE ${fates} f SET fate = m.fate::fate FROM (${moved}) m WHERE ${same}`);
  await connection.run(`INSERT INTO pipeline.fate_dirty
    SELECT DISTINCT ${literal(product.name)}, f.partition, f.minute FROM ${fates} f JOIN (${moved}) m ON ${same}`);
}

/** Counts the minutes that moved again, whole, and overwrites what was held of them. */
export async function settleFateCounts(connection: DuckDBConnection, product: Product): Promise<void> {
  const name = literal(product.name);
  await connection.run(`CREATE OR REPLACE TEMP TABLE settled AS ${dirtyCounts(product)}`);
  await connection.run(`DELETE FROM pipeline.fate_minutes m USING pipeline.fate_dirty d
    WHERE m.product = ${name} AND d.product = ${name} AND m.partition = d.partition AND m.minute = d.minute`);
  await connection.run(`INSERT INTO pipeline.fate_minutes SELECT ${name}, * FROM settled`);
  await connection.run(`DELETE FROM pipeline.fate_dirty WHERE product = ${name}`);
}
