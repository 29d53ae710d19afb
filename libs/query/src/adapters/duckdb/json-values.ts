import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  DuckDBUnionValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { toRfc3339, type Json } from '@dataforge/kernel';
import type { QueryColumn } from '../../ports/query-engine.ts';

const TYPES: ReadonlyMap<DuckDBTypeId, QueryColumn['type']> = new Map<DuckDBTypeId, QueryColumn['type']>([
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  [DuckDBTypeId.TINYINT, 'integer'],
  [DuckDBTypeId.SMALLINT, 'integer'],
  [DuckDBTypeId.INTEGER, 'integer'],
  [DuckDBTypeId.BIGINT, 'integer'],
  [DuckDBTypeId.HUGEINT, 'integer'],
  [DuckDBTypeId.UTINYINT, 'integer'],
  [DuckDBTypeId.USMALLINT, 'integer'],
  [DuckDBTypeId.UINTEGER, 'integer'],
  [DuckDBTypeId.UBIGINT, 'integer'],
  [DuckDBTypeId.UHUGEINT, 'integer'],
  [DuckDBTypeId.FLOAT, 'number'],
  [DuckDBTypeId.DOUBLE, 'number'],
  [DuckDBTypeId.DECIMAL, 'number'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIMESTAMP, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_S, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_MS, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_NS, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'timestamp'],
  [DuckDBTypeId.LIST, 'json'],
  [DuckDBTypeId.ARRAY, 'json'],
  [DuckDBTypeId.STRUCT, 'json'],
  [DuckDBTypeId.MAP, 'json'],
  [DuckDBTypeId.UNION, 'json'],
]);

/** The type a column has in the answer. Everything without a type of its own (TIME, UUID, …) is text. */
export const columnType = (type: DuckDBType): QueryColumn['type'] =>
  isJsonText(type) ? 'json' : (TYPES.get(type.typeId) ?? 'string');

/** The engine keeps its JSON type as text with another name. */
const isJsonText = (type: DuckDBType): boolean =>
  type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON';

export const columnValue = (value: DuckDBValue, type: DuckDBType): Json =>
  isJsonText(type) && typeof value === 'string' ? (JSON.parse(value) as Json) : jsonOf(value);

/**
 * A value as JSON can carry it: integers that a double cannot hold become text, DECIMAL a double, NaN,
 * infinities and times outside the years 1 to 9999 null, bytes base64, a map a list of `{ key, value }`.
 */
function jsonOf(value: DuckDBValue): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return safeInteger(value);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBDateValue) return value.isFinite ? value.toString() : null;
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(jsonOf);
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, jsonOf(entry)]));
  if (value instanceof DuckDBMapValue)
    return value.entries.map((entry) => ({ key: jsonOf(entry.key), value: jsonOf(entry.value) }));
  if (value instanceof DuckDBUnionValue) return jsonOf(value.value);
  const ms = epochMs(value);
  return ms === undefined ? String(value) : timeText(ms);
}

const safeInteger = (value: bigint): number | string =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();

function epochMs(value: DuckDBValue): number | undefined {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return Math.floor(Number(value.micros) / 1_000);
  if (value instanceof DuckDBTimestampSecondsValue) return Number(value.seconds) * 1_000;
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampNanosecondsValue) return Number(value.nanos / 1_000_000n);
  return undefined;
}

const YEAR_1_MS = Date.parse('0001-01-01T00:00:00Z');
const YEAR_10000_MS = Date.parse('9999-12-31T23:59:59.999Z') + 1;

const timeText = (ms: number): string | null =>
  ms >= YEAR_1_MS && ms < YEAR_10000_MS ? toRfc3339(ms) : null;
