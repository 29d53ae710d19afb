import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from './sql.ts';
import { rowsOf } from './writer.ts';

/** By what a table's rows or a KPI's points were made. */
export interface HeldDefinition {
  readonly definition: string;
  /** It was gone from the products for a while, and what came meanwhile is missing. */
  readonly lapsed: boolean;
}

/** A definition is held in the transaction that makes what it defines, so what is held here is what the lake holds. */
export async function heldDefinition(
  connection: DuckDBConnection,
  name: string,
): Promise<HeldDefinition | undefined> {
  const rows = await rowsOf<HeldDefinition>(
    connection,
    `SELECT definition, lapsed FROM pipeline.definitions WHERE name = ${literal(name)}`,
  );
  return rows[0];
}

export async function holdDefinition(
  connection: DuckDBConnection,
  name: string,
  definition: string,
): Promise<void> {
  await connection.run(`DELETE FROM pipeline.definitions WHERE name = ${literal(name)}`);
  await connection.run(
    `INSERT INTO pipeline.definitions VALUES (${literal(name)}, ${literal(definition)}, false)`,
  );
}

/** From here on nobody keeps up what has none of these names. */
export async function lapseOthers(connection: DuckDBConnection, names: readonly string[]): Promise<void> {
  await connection.run(
    `UPDATE pipeline.definitions SET lapsed = true WHERE NOT list_contains([${names.map(literal).join(', ')}]::VARCHAR[], name)`,
  );
}
