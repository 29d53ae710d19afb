import type { DuckDBConnection } from '@duckdb/node-api';
import type { Log } from '@dataforge/kernel';
import { spellingOf, type Product } from '@dataforge/products';
import { heldDefinition, holdDefinition } from './definitions.ts';
import { tables } from './names.ts';
import { literal } from './sql.ts';
import { rowsOf } from './writer.ts';

/**
 * A changed `silver.sql` holds from the next record on; what silver holds stays as the rule before it made it. Where
 * that one ended is remembered in `pipeline.past_silver`, for whoever wants to refine those records again.
 */
export async function prepareSilver(
  connection: DuckDBConnection,
  logger: Log,
  product: Product,
): Promise<void> {
  const name = tables(product).silver;
  const { sql } = product.silver;
  const held = await heldDefinition(connection, name);
  if (held && spellingOf(held.definition) === spellingOf(sql)) return;
  if (held) {
    const from = await rowsOf<{ partition: number; position: number }>(
      connection,
      `INSERT INTO pipeline.past_silver SELECT product, partition, next, ${literal(held.definition)}
         FROM pipeline.partitions WHERE product = ${literal(product.name)} ORDER BY partition
       RETURNING partition, until AS position`,
    );
    logger.warn(
      { product: product.name, from },
      'silver.sql changed. Records from these positions on are refined by it; rows that silver holds, and gold made of them, stay as they were.',
    );
  }
  await holdDefinition(connection, name, sql);
}
