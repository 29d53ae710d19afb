import { parseRfc3339, toRfc3339, type Json } from '@dataforge/kernel';
import type { QueryColumn } from '../../ports/query-engine.ts';

const TYPES: readonly (readonly [RegExp, QueryColumn['type']])[] = [
  [/^(?:tinyint|smallint|integer|int|bigint)$/, 'integer'],
  [/^(?:float|real|double|decimal)/, 'number'],
  [/^boolean$/, 'boolean'],
  [/^timestamp/, 'timestamp'],
  [/^date$/, 'date'],
];

/** The type that a column of Athena's has in an answer. Everything without a type of its own is text, as Athena writes it. */
export const columnType = (type: string): QueryColumn['type'] =>
  TYPES.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1] ?? 'string';

/** What Athena wrote of a value; undefined is null. */
export function columnValue(text: string | undefined, type: QueryColumn['type']): Json {
  if (text === undefined) return null;
  if (type === 'integer') return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : null;
  if (type === 'boolean') return text === 'true';
  return type === 'timestamp' ? instantOf(text) : text;
}

/** `2026-11-23 14:00:00.123`, with or without a fraction or a zone (UTC if there is none); null for what RFC 3339 cannot write. */
function instantOf(text: string): string | null {
  const [day = '', time = '', zone = 'Z'] = text.split(' ');
  const ms = parseRfc3339(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  return ms === undefined ? null : toRfc3339(ms);
}
