import { spelling, splitAtCommas, sqlTokens, topLevelWord, type SqlToken } from './sql-tokens.ts';

/** A top-level item of a SELECT, `expression AS alias`. */
export interface SelectItem {
  readonly tokens: readonly SqlToken[];
  /** The expression's tokens in one spelling. */
  readonly expression: string;
  readonly alias: string;
}

export interface SelectStatement {
  readonly items: readonly SelectItem[];
  /** The one table it reads. */
  readonly from: string;
  /** The condition's tokens; empty without one. */
  readonly where: readonly SqlToken[];
  /** The items of GROUP BY in one spelling; empty without one. */
  readonly groupBy: readonly string[];
}

type Unreadable = { readonly unreadable: string };

/** What the engine could not fold: it adds columns to a model's list and runs the model over parts of its input. */
const REFUSED = [
  'distinct',
  'join',
  'union',
  'intersect',
  'except',
  'having',
  'order',
  'limit',
  'offset',
  'qualify',
  'window',
];

/**
 * Reads as much of a model as its checks need: `SELECT expression AS name, … FROM table [WHERE …] [GROUP BY …]`, cut
 * at the clauses and commas outside parentheses. It knows no operators, types or functions; whether an expression is
 * right is for the engines. What it cannot read is refused, with the reason.
 */
export function readSelect(sql: string): SelectStatement | Unreadable {
  const tokens = sqlTokens(sql);
  if ('unreadable' in tokens) return tokens;
  const fault = shapeFault(tokens);
  if (fault !== undefined) return { unreadable: fault };
  const fromAt = topLevelWord(tokens, 'from');
  // WITHIN GROUP is no clause.
  const groupAt = tokens.findIndex(
    (token, i) => token.text === 'group' && token.depth === 0 && tokens[i + 1]?.text === 'by',
  );
  const whereAt = topLevelWord(tokens, 'where');
  const end = groupAt === -1 ? tokens.length : groupAt;
  const table = tokens.slice(fromAt + 1, whereAt === -1 ? end : whereAt);
  if (table.length !== 1)
    return {
      unreadable: `a model reads one table, without an alias; this reads ${spelling(table) || 'none'}`,
    };
  const items: SelectItem[] = [];
  for (const part of splitAtCommas(tokens.slice(1, fromAt))) {
    const item = readItem(part);
    if ('unreadable' in item) return item;
    items.push(item);
  }
  return {
    items,
    from: spelling(table),
    where: whereAt === -1 ? [] : tokens.slice(whereAt + 1, end),
    groupBy: groupAt === -1 ? [] : splitAtCommas(tokens.slice(groupAt + 2)).map(spelling),
  };
}

function shapeFault(tokens: readonly SqlToken[]): string | undefined {
  if (tokens[0]?.text !== 'select') return 'a model is one statement that begins with SELECT';
  if (tokens.some((token) => token.text === ';')) return 'a model has no semicolon';
  if (tokens.some((token) => token.kind === 'parameter')) return 'a model has no parameters';
  if (tokens.some((token, i) => i > 0 && token.text === 'select')) return 'a model has no SELECT within';
  if (tokens.some((token) => token.text === 'over')) return 'a model has no window functions (OVER)';
  const refused = REFUSED.find((word) => topLevelWord(tokens, word) !== -1);
  if (refused !== undefined) return `a model has no ${refused.toUpperCase()}`;
  if (topLevelWord(tokens, 'from') === -1) return 'a model has a FROM outside parentheses';
  return undefined;
}

function readItem(part: readonly SqlToken[]): SelectItem | Unreadable {
  const alias = part[part.length - 1];
  const named = alias && part[part.length - 2]?.text === 'as' && part.length > 2 && alias.depth === 0;
  const name = alias?.kind === 'quoted' ? alias.text.slice(1, -1) : (alias?.text ?? '');
  if (!named || !/^[a-z_][a-z0-9_]*$/.test(name))
    return {
      unreadable: `write every column as "expression AS name"; this is not: ${spelling(part).slice(0, 60)}`,
    };
  const tokens = part.slice(0, -2);
  return { tokens, expression: spelling(tokens), alias: name };
}

export const itemOf = (select: SelectStatement, alias: string): SelectItem | undefined =>
  select.items.find((item) => item.alias === alias);

/** The order of events that no two of them share, in one spelling. */
export const ORDER = 'struct(event_time, source, id)';

/** The arguments of an expression that is one call of a function and nothing around it, in one spelling. */
export function argumentsOfCall(item: SelectItem, name: string): readonly string[] | undefined {
  const { tokens } = item;
  const closes = tokens.findIndex((token, i) => i > 1 && token.text === ')' && token.depth === 0);
  if (tokens[0]?.text !== name || tokens[1]?.text !== '(' || closes !== tokens.length - 1) return undefined;
  return splitAtCommas(tokens.slice(2, -1)).map(spelling);
}
