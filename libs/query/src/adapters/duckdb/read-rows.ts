import type { DuckDBPreparedStatement, DuckDBType } from '@duckdb/node-api';
import type { Json } from '@dataforge/kernel';
import type { QueryRows } from '../../ports/query-engine.ts';
import { columnType, columnValue } from './json-values.ts';

/**
 * Runs a statement that is limited to one row more than `maxRows`. The result is taken whole: a streamed one ends
 * without an error when it is interrupted or fails on the way, and would pass for a complete answer.
 */
export async function readRows(statement: DuckDBPreparedStatement, maxRows: number): Promise<QueryRows> {
  const result = await statement.run();
  const names = result.columnNames();
  const types = result.columnTypes();
  const rows: (readonly Json[])[] = [];
  for (const chunk of await result.fetchAllChunks())
    for (let row = 0; row < chunk.rowCount && rows.length < maxRows; row += 1)
      rows.push(
        chunk.getRowValues(row).map((value, index) => columnValue(value, types[index] as DuckDBType)),
      );
  return {
    columns: types.map((type, index) => ({ name: names[index] as string, type: columnType(type) })),
    rows,
    more: result.rowCount > maxRows,
  };
}
