import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './writer.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** The columns of a query's answer, which is not computed for it. */
export async function columnsOf(connection: DuckDBConnection, select: string): Promise<readonly Column[]> {
  const rows = await rowsOf<{ column_name: string; column_type: string }>(connection, `DESCRIBE ${select}`);
  return rows.map((row) => ({ name: row.column_name, type: row.column_type }));
}
