import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldDescription } from '../../ports/query-engine.ts';
import { functionNames } from './ad-hoc/allowed-functions.ts';
import { columnsOf } from './read-rows.ts';

/** What a statement may name, the columns with the types that they have in an answer. */
export async function describeGold(
  connection: DuckDBConnection,
  tables: readonly string[],
): Promise<GoldDescription> {
  const described: GoldDescription['tables'][number][] = [];
  for (const name of tables) {
    const none = await connection.run(`SELECT * FROM gold."${name}" LIMIT 0`);
    described.push({ name, columns: columnsOf(none) });
  }
  return { tables: described, functions: functionNames };
}
