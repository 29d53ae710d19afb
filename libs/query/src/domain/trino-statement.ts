import { spelling, sqlTokens, tablesIn, type SqlToken } from '@dataforge/products';
import { err, ok, toRfc3339, type Result } from '@dataforge/kernel';
import type { QueryRequest } from '../ports/query-engine.ts';

/** A statement for Trino, as Athena takes it. */
export interface TrinoStatement {
  readonly sql: string;
  /** Literals for the question marks, in their order. */
  readonly values: readonly string[];
  /** Rows of the answer that come before the page; the others the statement leaves out itself. */
  readonly skip: number;
}

type Request = Pick<QueryRequest, 'sql' | 'parameters' | 'offset'> & {
  /** Rows that are wanted, at the most. */
  readonly limit: number;
};

/**
 * A SELECT over `gold.*` with parameters `$name`, as one that Trino runs: question marks with literals for them, gold by the
 * name of its database, and no more rows than are wanted. Or why it is none.
 */
export function trinoStatement(
  request: Request,
  { database }: { readonly database: string },
): Result<TrinoStatement, string> {
  const read = sqlTokens(request.sql);
  if ('unreadable' in read) return err(`It cannot be read as SQL: it ${read.unreadable}.`);
  const tokens = read[read.length - 1]?.text === ';' ? read.slice(0, -1) : read;
  const fault = faultOf(tokens, request.parameters);
  if (fault !== undefined) return err(fault);
  const values: string[] = [];
  const tables = new Set(tablesIn(tokens));
  const written = tokens.map((token, at): SqlToken => {
    if (token.kind === 'parameter') {
      values.push(literalOf(request.parameters[token.text.slice(1)] ?? null));
      return { ...token, kind: 'symbol', text: '?' };
    }
    const isGold = token.text === 'gold' && tokens[at + 1]?.text === '.';
    return isGold && tables.has(`gold.${tokens[at + 2]?.text}`)
      ? { ...token, kind: 'quoted', text: `"${database}"` }
      : token;
  });
  return ok({ values, ...limited(spelling(written), tokens, request) });
}

function faultOf(tokens: readonly SqlToken[], given: QueryRequest['parameters']): string | undefined {
  if (tokens.length === 0) return 'It is empty; exactly one SELECT is run.';
  if (tokens.some(({ text }) => text === ';'))
    return 'It is more than one statement; exactly one SELECT is run.';
  if (!['select', 'with'].includes(tokens[0]?.text ?? '')) return 'It is not a SELECT.';
  const outside = tablesIn(tokens).filter((table) => !table.startsWith('gold.'));
  if (outside.length > 0) return `It reads ${outside.join(', ')}; only tables of gold are read.`;
  const wanted = tokens.filter(({ kind }) => kind === 'parameter').map(({ text }) => text.slice(1));
  const missing = [...new Set(wanted)].filter((name) => !Object.hasOwn(given, name));
  if (missing.length > 0) return `No value is given for ${missing.map((name) => `$${name}`).join(', ')}.`;
  const unknown = Object.keys(given).filter((name) => !wanted.includes(name));
  if (unknown.length > 0) return `It has no parameter ${unknown.map((name) => `$${name}`).join(', ')}.`;
  return undefined;
}

const LIMITS = new Set(['limit', 'offset', 'fetch']);

/** In parentheses an ORDER BY means nothing to Trino, so a page is cut by the statement's own end; one with limits keeps them. */
function limited(sql: string, tokens: readonly SqlToken[], { offset, limit }: Request) {
  const isLimited = tokens.some(
    ({ kind, text, depth }) => kind === 'word' && depth === 0 && LIMITS.has(text),
  );
  if (isLimited) return { sql, skip: offset };
  return { sql: `${sql} ${offset > 0 ? `OFFSET ${offset} ` : ''}LIMIT ${limit}`, skip: 0 };
}

function literalOf(value: QueryRequest['parameters'][string]): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : `DOUBLE '${value}'`;
  return `TIMESTAMP '${toRfc3339(value.timestamp).replace('T', ' ').replace('Z', '')}'`;
}
