import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsWithin, spansOf } from './sql.ts';
import { GRAIN_MS } from './windows.ts';
import { rowsOf } from './writer.ts';

/** The most rows that one statement computes windows from: what a percentile keeps of them has to be in memory. */
const MOST_ROWS = 1_000_000;

/**
 * Cuts windows (starts in ms, ascending) of a table into portions that one statement can compute: those whose spans,
 * with all that lies between their windows, hold few enough rows. A window alone is a portion whatever it holds.
 */
export async function portionsOf(
  connection: DuckDBConnection,
  table: string,
  { grain, time }: { readonly grain: keyof typeof GRAIN_MS; readonly time: string },
  windows: readonly number[],
): Promise<readonly (readonly number[])[]> {
  if (windows.length === 0) return [];
  const rows = rowsWithin(table, time, spansOf(windows, GRAIN_MS[grain]), '1');
  const [counted] = await rowsOf<{ n: number }>(
    connection,
    `SELECT COUNT(*) AS n FROM (${rows} LIMIT ${MOST_ROWS + 1})`,
  );
  if (windows.length === 1 || (counted?.n ?? 0) <= MOST_ROWS) return [windows];
  const middle = Math.ceil(windows.length / 2);
  return [
    ...(await portionsOf(connection, table, { grain, time }, windows.slice(0, middle))),
    ...(await portionsOf(connection, table, { grain, time }, windows.slice(middle))),
  ];
}
