import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRfc3339, type Json } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import type { BronzeRow, FailedRecord, Identity } from '../../ports/refine-store.ts';
import { fieldColumns } from './schema.ts';
import { ident, literal } from './sql.ts';

/**
 * Rows go into DuckDB as a file of JSON lines read with declared columns: of the ways that were measured it
 * is the fastest from some hundred rows on. The file is in the staging folder, the only one that statements
 * can read from, and lives for one statement.
 */
export interface Staging {
  /** Writes the lines and hands `use` the table expression that reads them. */
  staged<T>(lines: readonly string[], columns: string, use: (relation: string) => Promise<T>): Promise<T>;
}

const OURS = /^batch-\d+-\d+\.jsonl$/;

/** Takes over what a killed process left: nobody else has the folder, since the lake beside it is locked. */
export function stagingIn(directory: string): Staging {
  for (const left of readdirSync(directory))
    if (OURS.test(left)) rmSync(join(directory, left), { force: true });
  let count = 0;
  return {
    async staged(lines, columns, use) {
      count += 1;
      const path = join(directory, `batch-${process.pid}-${count}.jsonl`);
      writeFileSync(path, lines.join('\n'));
      try {
        return await use(
          `read_json(${literal(path)}, format = 'newline_delimited', columns = ${columns}, maximum_object_size = ${longest(lines)})`,
        );
      } finally {
        rmSync(path, { force: true });
      }
    },
  };
}

/** The engine reads through buffers of twice this size, so it is what the lines need: with room for any line a row took 128 MiB. */
const longest = (lines: readonly string[]): number =>
  lines.reduce((most, line) => Math.max(most, Buffer.byteLength(line) + 1), LEAST_OBJECT_BYTES);

/** Shorter lines share their buffers. */
const LEAST_OBJECT_BYTES = 512 * 1024;

const struct = (columns: readonly (readonly [string, string])[]): string =>
  `{${columns.map(([name, type]) => `${literal(name)}: ${literal(type)}`).join(', ')}}`;

const ROW_COLUMNS: readonly (readonly [string, string])[] = [
  ['source', 'VARCHAR'],
  ['id', 'VARCHAR'],
  ['subject', 'VARCHAR'],
  ['event_time', 'BIGINT'],
  ['appended_at', 'BIGINT'],
  ['_partition', 'INTEGER'],
  ['_position', 'BIGINT'],
  ['_rest', 'VARCHAR'],
  ['_fate', 'VARCHAR'],
  ['_content', 'VARCHAR'],
  ['_watermark', 'BIGINT'],
];

/** Timestamps travel as ms since the epoch. */
export const rowColumns = (product: Product): string =>
  struct([
    ...ROW_COLUMNS,
    ...fieldColumns(product).map((c) => [c.name, c.type === 'TIMESTAMP' ? 'BIGINT' : c.type] as const),
  ]);

/** The staged rows as the batch's table: times as timestamps, with the 64-bit identity. */
export function selectRows(product: Product, relation: string): string {
  const times = [
    'event_time',
    'appended_at',
    '_watermark',
    ...fieldColumns(product)
      .filter((c) => c.type === 'TIMESTAMP')
      .map((c) => c.name),
  ];
  const replaced = times.map((name) => `epoch_ms(${ident(name)}) AS ${ident(name)}`).join(', ');
  return `SELECT * REPLACE (${replaced}), ${IDENTITY} AS _identity FROM ${relation}`;
}

/** Stable over engine versions, unlike the engine's own hash. */
export const identityHash = (source: string, id: string): string =>
  `md5_number_lower(${source} || ' ' || ${id})`;

export const IDENTITY = identityHash('source', 'id');

export function rowLine(product: Product, row: BronzeRow): string {
  const line: Record<string, Json | undefined> = {
    source: row.source,
    id: row.id,
    subject: row.subject,
    event_time: row.eventTime,
    appended_at: row.appendedAt,
    _partition: row.partition,
    _position: row.position,
    _rest: row.rest === undefined ? undefined : JSON.stringify(row.rest),
    _fate: row.fate,
    _content: row.contentHash,
    _watermark: row.watermark,
  };
  for (const field of product.event.fields) {
    const value = row.data[field.name];
    if (value === undefined || value === null) continue;
    if (field.type === 'timestamp') line[field.column] = parseRfc3339(String(value));
    else if (field.type === 'object' || field.type === 'array') line[field.column] = JSON.stringify(value);
    else line[field.column] = value;
  }
  return JSON.stringify(line);
}

export const FAILED_COLUMNS = struct([
  ['_partition', 'INTEGER'],
  ['_position', 'BIGINT'],
  ['appended_at', 'BIGINT'],
  ['fate', 'VARCHAR'],
  ['stage', 'VARCHAR'],
  ['reasons', 'JSON'],
  ['source', 'VARCHAR'],
  ['id', 'VARCHAR'],
  ['key', 'VARCHAR'],
  ['headers', 'JSON'],
  ['value', 'VARCHAR'],
]);

export const SELECT_FAILED = '* REPLACE (epoch_ms(appended_at) AS appended_at, from_base64(value) AS value)';

/** The bytes go in as base64; text columns lose what a column cannot hold (NUL, lone surrogates), the bytes do not. */
export function failedLine(record: FailedRecord): string {
  return JSON.stringify({
    _partition: record.partition,
    _position: record.position,
    appended_at: record.appendedAt,
    fate: record.fate,
    stage: record.stage,
    reasons: record.reasons.map(({ field, rule, detail }) => ({
      field: storable(field),
      rule,
      detail: storable(detail),
    })),
    source: record.source === undefined ? undefined : storable(record.source),
    id: record.id === undefined ? undefined : storable(record.id),
    key: storable(record.key),
    headers: Object.fromEntries(Object.entries(record.headers).map(([k, v]) => [storable(k), storable(v)])),
    value: Buffer.from(record.value).toString('base64'),
  });
}

const storable = (text: string): string =>
  Buffer.from(text, 'utf8').toString('utf8').replaceAll('\u0000', '\uFFFD');

export const IDENTITY_COLUMNS = struct([
  ['source', 'VARCHAR'],
  ['id', 'VARCHAR'],
]);

export const identityLine = ({ source, id }: Identity): string => JSON.stringify({ source, id });
