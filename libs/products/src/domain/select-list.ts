/** A top-level item of a SELECT, `expression AS alias`. */
export interface SelectItem {
  readonly expression: string;
  readonly alias: string;
}

export interface SelectStatement {
  readonly items: readonly SelectItem[];
  /** What comes after the top-level FROM. */
  readonly from: string;
  /** The items of GROUP BY; empty without one. */
  readonly groupBy: readonly string[];
}

/**
 * Reads as much of a model as its checks need: one SELECT whose items are all written `expression AS alias`, its FROM and its
 * GROUP BY, split at top level (outside quotes, comments and parentheses). A model it cannot read is refused, with the reason.
 */
export function readSelect(sql: string): SelectStatement | { readonly unreadable: string } {
  const text = normalise(withoutComments(sql));
  if (!/^select\s/i.test(text)) return { unreadable: 'a model is one statement that begins with SELECT' };
  if (text.includes(';')) return { unreadable: 'a model has no semicolon' };
  const fromAt = topLevel(text, /\sfrom\s/iy)[0];
  if (fromAt === undefined) return { unreadable: 'a model has a top-level FROM' };
  const items: SelectItem[] = [];
  for (const part of splitTopLevel(text.slice(7, fromAt), ',')) {
    const match = /^(.*\S)\s+as\s+"?([a-z_][a-z0-9_]*)"?$/is.exec(part.trim());
    if (!match)
      return {
        unreadable: `write every column as "expression AS name"; this is not: ${part.trim().slice(0, 60)}`,
      };
    items.push({ expression: (match[1] as string).trim(), alias: match[2] as string });
  }
  const rest = text.slice(fromAt + 6);
  const groupAt = topLevel(rest, /\sgroup\s+by\s/iy)[0];
  const groupBy =
    groupAt === undefined
      ? []
      : splitTopLevel(rest.slice(groupAt).replace(/^\s*group\s+by\s/i, ''), ',').map((p) => p.trim());
  return { items, from: rest.slice(0, groupAt ?? rest.length).trim(), groupBy };
}

/** Line comments out, outside quotes. */
export const withoutComments = (sql: string): string =>
  sql.replaceAll(/('(?:[^']|'')*')|--[^\n]*/g, (_all, quoted: string | undefined) => quoted ?? '');

/** White space folded, outside quotes. */
export const normalise = (sql: string): string =>
  sql.replaceAll(/('(?:[^']|'')*')|\s+/g, (_all, quoted: string | undefined) => quoted ?? ' ').trim();

function topLevel(text: string, pattern: RegExp): readonly number[] {
  const found: number[] = [];
  scan(text, (i) => {
    pattern.lastIndex = i;
    if (pattern.test(text)) found.push(i);
  });
  return found;
}

function splitTopLevel(text: string, separator: string): readonly string[] {
  const cuts: number[] = [];
  scan(text, (i) => void (text[i] === separator && cuts.push(i)));
  return [...cuts, text.length].map((cut, i) => text.slice(i === 0 ? 0 : (cuts[i - 1] as number) + 1, cut));
}

function scan(text: string, at: (i: number) => void): void {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === "'" || c === '"') {
      const end = text.indexOf(c, i + 1);
      i = end === -1 ? text.length : end;
      continue;
    }
    if (c === '(') depth += 1;
    else if (c === ')') depth -= 1;
    else if (depth === 0) at(i);
  }
}
