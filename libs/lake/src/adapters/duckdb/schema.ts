import type { DuckDBConnection } from '@duckdb/node-api';
import { ConfigurationError } from '@dataforge/kernel';
import type { Field, GoldModel, Product } from '@dataforge/products';
import { FATES } from '../../domain/fate.ts';
import { modelOver } from './gold-sql.ts';
import { tables } from './names.ts';
import { ident, literal, rowsWithin, SPARK_MACROS } from './sql.ts';
import { GRAIN_MS } from './windows.ts';
import { rowsOf } from './writer.ts';

const FIELD_TYPES: Readonly<Record<Field['type'], string>> = {
  string: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
  object: 'VARCHAR',
  array: 'VARCHAR',
};

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** The envelope columns that a silver model may read. */
export const ENVELOPE: readonly Column[] = [
  { name: 'source', type: 'VARCHAR' },
  { name: 'id', type: 'VARCHAR' },
  { name: 'subject', type: 'VARCHAR' },
  { name: 'event_time', type: 'TIMESTAMP' },
  { name: 'appended_at', type: 'TIMESTAMP' },
  { name: '_partition', type: 'INTEGER' },
  { name: '_position', type: 'BIGINT' },
  { name: '_rest', type: 'VARCHAR' },
];

export const fieldColumns = (product: Product): readonly Column[] =>
  product.event.fields.map((field) => ({ name: field.column, type: FIELD_TYPES[field.type] }));

const PIPELINE: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS bronze',
  'CREATE SCHEMA IF NOT EXISTS silver',
  'CREATE SCHEMA IF NOT EXISTS quarantine',
  'CREATE SCHEMA IF NOT EXISTS gold',
  'CREATE SCHEMA IF NOT EXISTS pipeline',
  `CREATE TYPE IF NOT EXISTS fate AS ENUM (${FATES.map(literal).join(', ')})`,
  `CREATE TABLE IF NOT EXISTS pipeline.partitions (
     product VARCHAR, partition INTEGER, next BIGINT, watermark TIMESTAMP, last_appended TIMESTAMP)`,
  'CREATE TABLE IF NOT EXISTS pipeline.counter (sequence BIGINT)',
  'INSERT INTO pipeline.counter SELECT 0 WHERE NOT EXISTS (FROM pipeline.counter)',
  `CREATE TABLE IF NOT EXISTS pipeline.outbox (
     sequence BIGINT, kpi VARCHAR, bucket TIMESTAMP, value DOUBLE, weight DOUBLE,
     corrections BIGINT, watermark TIMESTAMP, appended_at TIMESTAMP)`,
  `CREATE TABLE IF NOT EXISTS pipeline.dirty (
     product VARCHAR, model VARCHAR, window_start TIMESTAMP, sequence BIGINT, touched_at TIMESTAMP)`,
  'CREATE TABLE IF NOT EXISTS pipeline.silver_since (product VARCHAR, since TIMESTAMP)',
  `CREATE TABLE IF NOT EXISTS pipeline.fate_minutes (
     product VARCHAR, partition INTEGER, minute TIMESTAMP, fate fate, records BIGINT)`,
  `CREATE TABLE IF NOT EXISTS pipeline.fate_dirty (product VARCHAR, partition INTEGER, minute TIMESTAMP)`,
  'CREATE TABLE IF NOT EXISTS pipeline.models (name VARCHAR, definition VARCHAR)',
];

/** Creates what is missing, takes new optional fields in, and rebuilds gold whose model has changed. */
export async function prepareSchema(
  connection: DuckDBConnection,
  products: readonly Product[],
): Promise<void> {
  for (const statement of [...SPARK_MACROS, ...PIPELINE]) await connection.run(statement);
  for (const product of products) {
    await prepareProduct(connection, product);
    for (const model of product.gold) await prepareModel(connection, product, model);
  }
}

async function prepareProduct(connection: DuckDBConnection, product: Product): Promise<void> {
  const t = tables(product);
  const bronze = [...ENVELOPE, ...fieldColumns(product), { name: '_fate', type: 'fate' }];
  await createOrExtend(connection, t.bronze, bronze);
  await connection.run(`CREATE TABLE IF NOT EXISTS ${t.quarantine} (
    _partition INTEGER, _position BIGINT, appended_at TIMESTAMP, fate fate, stage VARCHAR, reasons JSON,
    source VARCHAR, id VARCHAR, key VARCHAR, headers JSON, value BLOB)`);
  await connection.run(`CREATE TABLE IF NOT EXISTS ${t.fates} (
    partition INTEGER, position BIGINT, minute TIMESTAMP, fate fate)`);
  const select = `WITH bronze AS (SELECT * FROM ${t.bronze} LIMIT 0)
    SELECT *, NULL::TIMESTAMP AS _appended_at, 0::UBIGINT AS _identity, ''::VARCHAR AS _content,
      NULL::TIMESTAMP AS _watermark FROM (${product.silver.sql})`;
  await createOrExtend(connection, t.silver, await columnsOf(connection, select));
}

async function createOrExtend(
  connection: DuckDBConnection,
  table: string,
  wanted: readonly Column[],
): Promise<void> {
  const definition = wanted.map((column) => `${ident(column.name)} ${column.type}`).join(', ');
  await connection.run(`CREATE TABLE IF NOT EXISTS ${table} (${definition})`);
  const held = new Map((await columnsOf(connection, `SELECT * FROM ${table}`)).map((c) => [c.name, c.type]));
  const faults: string[] = [];
  for (const column of wanted) {
    const type = held.get(column.name);
    if (type === undefined)
      await connection.run(`ALTER TABLE ${table} ADD COLUMN ${ident(column.name)} ${column.type}`);
    else if (type !== column.type && column.type !== 'fate')
      faults.push(`${table}.${column.name} is ${type} in the lake and ${column.type} in the product`);
  }
  if (faults.length > 0)
    throw new ConfigurationError(
      'The product changed the type of a column that holds data. Give the field a new name.',
      faults,
    );
}

async function columnsOf(connection: DuckDBConnection, select: string): Promise<readonly Column[]> {
  const rows = await rowsOf<{ column_name: string; column_type: string }>(connection, `DESCRIBE ${select}`);
  return rows.map((row) => ({ name: row.column_name, type: row.column_type }));
}

async function prepareModel(connection: DuckDBConnection, product: Product, model: GoldModel): Promise<void> {
  const t = tables(product);
  const name = t.gold(model);
  const definition = JSON.stringify([model.sql, model.materialise, model.columns]);
  const held = await rowsOf<{ definition: string }>(
    connection,
    `SELECT definition FROM pipeline.models WHERE name = ${literal(name)}`,
  );
  if (held[0]?.definition === definition) return;
  await rebuildModel(connection, product, model);
  await connection.run(`DELETE FROM pipeline.models WHERE name = ${literal(name)}`);
  await connection.run(`INSERT INTO pipeline.models VALUES (${literal(name)}, ${literal(definition)})`);
}

/** Builds a gold table from silver; windows models an hour or a day at a time, so that memory holds. */
async function rebuildModel(connection: DuckDBConnection, product: Product, model: GoldModel): Promise<void> {
  const { silver, gold } = tables(product);
  if (model.materialise.kind === 'merge') {
    await connection.run(
      `CREATE OR REPLACE TABLE ${gold(model)} AS ${modelOver(model, `SELECT * FROM ${silver}`)}`,
    );
    return;
  }
  const part = model.materialise.grain === 'minute' ? 'hour' : 'day';
  const parts = await rowsOf<{ ms: number }>(
    connection,
    `SELECT DISTINCT epoch_ms(date_trunc('${part}', ${ident(model.materialise.time)})) AS ms FROM ${silver} ORDER BY ms`,
  );
  await connection.run(
    `CREATE OR REPLACE TABLE ${gold(model)} AS ${modelOver(model, `SELECT * FROM ${silver} LIMIT 0`)}`,
  );
  for (const { ms } of parts) {
    const rows = rowsWithin(silver, model.materialise.time, [[ms, ms + GRAIN_MS[part]]]);
    await connection.run(`INSERT INTO ${gold(model)} ${modelOver(model, rows)}`);
  }
}
