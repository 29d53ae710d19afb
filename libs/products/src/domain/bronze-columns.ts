import type { FieldType, Product } from './product.ts';

/** A column of bronze, with its type as each engine spells it. */
export interface BronzeColumn {
  readonly name: string;
  readonly duckdbType: string;
  readonly sparkType: string;
}

/** Objects and arrays are held as JSON text. Times are UTC: naive in DuckDB, instants in Spark. */
const TYPES: Readonly<Record<FieldType, readonly [duckdb: string, spark: string]>> = {
  string: ['VARCHAR', 'STRING'],
  number: ['DOUBLE', 'DOUBLE'],
  integer: ['BIGINT', 'BIGINT'],
  boolean: ['BOOLEAN', 'BOOLEAN'],
  timestamp: ['TIMESTAMP', 'TIMESTAMP'],
  date: ['DATE', 'DATE'],
  object: ['VARCHAR', 'STRING'],
  array: ['VARCHAR', 'STRING'],
};

const column = (name: string, type: FieldType): BronzeColumn => ({
  name,
  duckdbType: TYPES[type][0],
  sparkType: TYPES[type][1],
});

/** The columns every product's bronze has: the envelope, the event's place in the log, the unknown fields. */
export const ENVELOPE_COLUMNS: readonly BronzeColumn[] = [
  column('source', 'string'),
  column('id', 'string'),
  column('subject', 'string'),
  column('event_time', 'timestamp'),
  column('appended_at', 'timestamp'),
  { name: '_partition', duckdbType: 'INTEGER', sparkType: 'INT' },
  column('_position', 'integer'),
  column('_rest', 'object'),
];

/** The columns that `silver.sql` may read: the envelope's, then one for each field of the contract. */
export const bronzeColumns = ({ event }: Pick<Product, 'event'>): readonly BronzeColumn[] => [
  ...ENVELOPE_COLUMNS,
  ...event.fields.map((field) => column(field.column, field.type)),
];
