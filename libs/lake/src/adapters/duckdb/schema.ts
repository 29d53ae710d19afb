import type { DuckDBConnection } from '@duckdb/node-api';
import { ConfigurationError, type Log } from '@dataforge/kernel';
import type { Field, Product } from '@dataforge/products';
import { FATES } from '../../domain/fate.ts';
import { columnsOf, type Column } from './columns.ts';
import { lapseOthers } from './definitions.ts';
import { prepareModel } from './gold-rebuild.ts';
import { tables } from './names.ts';
import { kpiName } from './republish.ts';
import { prepareSilver } from './silver-rule.ts';
import { ident, literal, SPARK_MACROS } from './sql.ts';

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
  // Its name while it held those of gold only.
  'ALTER TABLE IF EXISTS pipeline.models RENAME TO definitions',
  'CREATE TABLE IF NOT EXISTS pipeline.definitions (name VARCHAR, definition VARCHAR)',
  'ALTER TABLE pipeline.definitions ADD COLUMN IF NOT EXISTS lapsed BOOLEAN DEFAULT false',
  `CREATE TABLE IF NOT EXISTS pipeline.past_silver (
     product VARCHAR, partition INTEGER, until BIGINT, definition VARCHAR)`,
];

/** Creates what is missing, takes new optional fields in, and rebuilds gold whose model has changed. */
export async function prepareSchema(
  connection: DuckDBConnection,
  logger: Log,
  products: readonly Product[],
): Promise<void> {
  for (const statement of [...SPARK_MACROS, ...PIPELINE]) await connection.run(statement);
  for (const product of products) {
    await prepareProduct(connection, product);
    await prepareSilver(connection, logger, product);
    for (const model of product.gold) await prepareModel(connection, logger, product, model);
  }
  await lapseOthers(connection, products.flatMap(definedBy));
}

const definedBy = (product: Product): readonly string[] => {
  const { silver, gold } = tables(product);
  return [silver, ...product.gold.map(gold), ...product.kpis.map(kpiName)];
};

async function prepareProduct(connection: DuckDBConnection, product: Product): Promise<void> {
  const t = tables(product);
  const bronze = [...ENVELOPE, ...fieldColumns(product), { name: '_fate', type: 'fate' }];
  await createOrExtend(connection, t.bronze, bronze);
  await connection.run(`CREATE TABLE IF NOT EXISTS ${t.quarantine} (
    _partition INTEGER, _position BIGINT, appended_at TIMESTAMP, fate fate, stage VARCHAR, reasons JSON,
    source VARCHAR, id VARCHAR, key VARCHAR, headers JSON, value BLOB)`);
  await connection.run(`CREATE TABLE IF NOT EXISTS ${t.fates} (
    partition INTEGER, position BIGINT, minute TIMESTAMP, fate fate, refined_at TIMESTAMP, sequence BIGINT)`);
  // Those of an older lake do not know when.
  await connection.run(`ALTER TABLE ${t.fates} ADD COLUMN IF NOT EXISTS refined_at TIMESTAMP`);
  await connection.run(`ALTER TABLE ${t.fates} ADD COLUMN IF NOT EXISTS sequence BIGINT`);
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
