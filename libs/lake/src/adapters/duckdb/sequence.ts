import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './writer.ts';

/** Numbers the transaction; the order of the versions of a KPI point. Durable with the transaction itself. */
export const COUNT_UP = 'UPDATE pipeline.counter SET sequence = sequence + 1';

export async function nextSequence(connection: DuckDBConnection): Promise<number> {
  const rows = await rowsOf<{ sequence: number }>(connection, `${COUNT_UP} RETURNING sequence`);
  return rows[0]?.sequence ?? 0;
}
