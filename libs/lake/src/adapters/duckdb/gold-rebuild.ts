import type { DuckDBConnection } from '@duckdb/node-api';
import { ConfigurationError, type Log } from '@dataforge/kernel';
import { spellingOf, type GoldModel, type Product } from '@dataforge/products';
import { columnsOf } from './columns.ts';
import { heldDefinition, holdDefinition } from './definitions.ts';
import { buildRows } from './gold-build.ts';
import { modelOver, sameKey } from './gold-sql.ts';
import { tables } from './names.ts';
import { silverSince } from './silver-since.ts';
import { ident } from './sql.ts';
import { rowsOf } from './writer.ts';

/** What a gold table's rows come from. */
type Definition = readonly [GoldModel['sql'], GoldModel['materialise'], GoldModel['columns']];

/** The model as far as it shapes rows: not how its SQL is spaced, nor to how many digits a column is compared. */
export const shapeOf = ({ sql, materialise, columns }: GoldModel): string =>
  JSON.stringify([
    spellingOf(sql),
    materialise,
    columns.map((column) => ({ ...column, significantDigits: undefined })),
  ]);

/**
 * Makes a model's table, or makes it anew when the model has changed: built from silver as far as silver goes, with the
 * older rows carried over by the names of their columns. Throws a ConfigurationError where they cannot be.
 */
export async function prepareModel(
  connection: DuckDBConnection,
  logger: Log,
  product: Product,
  model: GoldModel,
): Promise<void> {
  const table = tables(product).gold(model);
  const definition: Definition = [model.sql, model.materialise, model.columns];
  const known = await heldDefinition(connection, table);
  if (!known) {
    await connection.run(`CREATE TABLE ${table} AS ${modelOver(model, noSilver(product))}`);
    await buildRows(connection, product, model, []);
  } else {
    const [sql, materialise, columns] = JSON.parse(known.definition) as Definition;
    const held = { ...model, sql, materialise, columns };
    if (!known.lapsed && shapeOf(held) === shapeOf(model)) return;
    const carried = await setAside(connection, product, held);
    await connection.run(`CREATE OR REPLACE TABLE ${table} AS ${modelOver(model, noSilver(product))}`);
    const kept = carried === 0 ? [] : await keptColumns(connection, table, held, model, carried);
    await buildRows(connection, product, model, kept);
    await connection.run('DROP TABLE carried');
    logger.info(
      { table, carried },
      'A gold model changed or came back: its table was built again, older rows carried over.',
    );
  }
  await holdDefinition(connection, table, JSON.stringify(definition));
}

const noSilver = (product: Product): string => `SELECT * FROM ${tables(product).silver} LIMIT 0`;

/**
 * Puts the rows that silver cannot give again into the table `carried`, and counts them: windows that it does not cover
 * whole, and rows of a merge model that are not the newest of what it holds.
 */
async function setAside(connection: DuckDBConnection, product: Product, held: GoldModel): Promise<number> {
  const { silver, gold } = tables(product);
  const { materialise } = held;
  const given =
    materialise.kind === 'merge'
      ? `(${modelOver(held, `SELECT * FROM ${silver}`)}) s
           ON ${sameKey(held, 'g', 's')} AND g.${ident(materialise.orderBy)} IS NOT DISTINCT FROM s.${ident(materialise.orderBy)}`
      : `(SELECT DISTINCT date_trunc('${materialise.grain}', ${ident(materialise.time)}) AS start FROM ${silver}
           WHERE ${ident(materialise.time)} >= (${silverSince(product)})) s
           ON g.${ident(materialise.window)} = s.start`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE carried AS SELECT g.* FROM ${gold(held)} g ANTI JOIN ${given}`,
  );
  const rows = await rowsOf<{ n: number }>(connection, 'SELECT COUNT(*) AS n FROM carried');
  return rows[0]?.n ?? 0;
}

/** The columns that older rows bring along; throws where such rows cannot stand beside the model's. */
async function keptColumns(
  connection: DuckDBConnection,
  table: string,
  held: GoldModel,
  model: GoldModel,
  carried: number,
): Promise<readonly string[]> {
  const faults: string[] = [];
  if (JSON.stringify(held.materialise) !== JSON.stringify(model.materialise))
    faults.push(
      `they are kept by ${JSON.stringify(held.materialise)}, the model now says ${JSON.stringify(model.materialise)}`,
    );
  const types = new Map((await columnsOf(connection, 'FROM carried')).map(({ name, type }) => [name, type]));
  const kept = (await columnsOf(connection, `FROM ${table}`)).filter(({ name }) => types.has(name));
  for (const { name, type } of kept)
    if (types.get(name) !== type)
      faults.push(`their column ${name} is ${types.get(name)}, the model now gives ${type}`);
  if (faults.length > 0)
    throw new ConfigurationError(
      `A gold model changed so that ${carried} rows of ${table} cannot be kept: they are older than what silver holds. Take the change back, or give the model a new name, under which it begins with what silver holds:`,
      faults,
    );
  return kept.map(({ name }) => name);
}
