import type { Json } from '@dataforge/kernel';

/** A text that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A record of RFC 4180. Null is empty, lists and structs are JSON, and a text like a formula gets an apostrophe before it. */
export const csvRecord = (values: readonly Json[]): string => `${values.map(field).join(',')}\r\n`;

function field(value: Json): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : cellText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const cellText = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
