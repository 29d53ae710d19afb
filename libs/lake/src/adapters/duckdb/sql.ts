/** Quotes an identifier. Names come from checked products, never from a request. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A naive UTC timestamp of ms since the epoch. */
export const timestamp = (ms: number): string => `epoch_ms(${Math.trunc(ms)}::BIGINT)`;

export const list = (names: readonly string[], prefix = ''): string =>
  names.map((name) => `${prefix}${ident(name)}`).join(', ');

/** Spark's spellings that DuckDB lacks, so that one SQL text runs on both engines. */
export const SPARK_MACROS: readonly string[] = [
  'CREATE OR REPLACE MACRO get_json_object(document, path) AS json_extract_string(document, path)',
  'CREATE OR REPLACE MACRO unix_millis(instant) AS epoch_ms(instant::TIMESTAMP)',
  `CREATE OR REPLACE MACRO struct
     (a, b) AS {'c1': a, 'c2': b},
     (a, b, c) AS {'c1': a, 'c2': b, 'c3': c},
     (a, b, c, d) AS {'c1': a, 'c2': b, 'c3': c, 'c4': d}`,
];

/** Adds items to the end of the top-level select list of a model. */
export function addSelectItems(sql: string, items: string): string {
  const at = topLevelFrom(sql);
  return `${sql.slice(0, at)}, ${items} ${sql.slice(at)}`;
}

function topLevelFrom(sql: string): number {
  let depth = 0;
  for (let i = 0; i < sql.length; i += 1) {
    const c = sql[i] as string;
    if (c === "'" || c === '"') i = closingQuote(sql, i, c);
    else if (c === '-' && sql[i + 1] === '-') i = endOfLine(sql, i);
    else if (c === '(') depth += 1;
    else if (c === ')') depth -= 1;
    else if (depth === 0 && /^\sfrom\s/i.test(sql.slice(i, i + 6))) return i + 1;
  }
  throw new Error(`A model has no top-level FROM: ${sql.slice(0, 80)}`);
}

function closingQuote(sql: string, from: number, quote: string): number {
  const end = sql.indexOf(quote, from + 1);
  return end === -1 ? sql.length : end;
}

function endOfLine(sql: string, from: number): number {
  const end = sql.indexOf('\n', from);
  // The line break itself counts as white space before FROM.
  return end === -1 ? sql.length : end - 1;
}

/**
 * Spans of time that cover the given windows (starts, ms), joined where they touch, so that a scan skips what
 * lies between. Where there would be more than `most`, the nearest are joined too, with what lies between them.
 */
export function spansOf(
  starts: readonly number[],
  lengthMs: number,
  most = 16,
): readonly (readonly [number, number])[] {
  const sorted = [...new Set(starts)].sort((a, b) => a - b);
  const gaps = sorted
    .map((start, i) => ({ start, ms: i === 0 ? 0 : start - lengthMs - (sorted[i - 1] as number) }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms);
  const begins = new Set(gaps.slice(0, most - 1).map(({ start }) => start));
  const spans: [number, number][] = [];
  for (const start of sorted) {
    const last = spans[spans.length - 1];
    if (last && !begins.has(start)) last[1] = start + lengthMs;
    else spans.push([start, start + lengthMs]);
  }
  return spans;
}

/**
 * A table's rows within the spans of a time column, one scan a span: a single scan with the spans joined by OR
 * skips far fewer row groups.
 */
export const rowsWithin = (
  table: string,
  column: string,
  spans: readonly (readonly [number, number])[],
  select = '*',
): string =>
  spans.length === 0
    ? `SELECT ${select} FROM ${table} LIMIT 0`
    : spans
        .map(
          ([from, to]) =>
            `SELECT ${select} FROM ${table} WHERE ${ident(column)} >= ${timestamp(from)} AND ${ident(column)} < ${timestamp(to)}`,
        )
        .join(' UNION ALL ');
