/** A token of SQL, as far as the checks of models and queries need to tell them apart. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'parameter' | 'symbol';
  /** As it is written; words in lower case, since SQL does not tell their case apart. */
  readonly text: string;
  /** How many parentheses are open around it. */
  readonly depth: number;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")+"|`[^`]+`)|(?<parameter>\$\w+)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_]\w*)|(?<symbol><>|<=|>=|!=|\|\||::|[-+*/%=<>(),.;?:[\]{}])/y;

const KINDS = ['text', 'quoted', 'parameter', 'number', 'word', 'symbol'] as const;

/** Splits SQL into tokens, comments and white space left out; or says why it cannot be read. */
export function sqlTokens(sql: string): readonly SqlToken[] | { readonly unreadable: string } {
  const tokens: SqlToken[] = [];
  let depth = 0;
  for (let at = 0; at < sql.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(sql);
    if (!match) return { unreadable: `cannot be read from here on: ${sql.slice(at, at + 40).trim()}` };
    const kind = KINDS.find((candidate) => match.groups?.[candidate] !== undefined);
    if (!kind) continue;
    const text = kind === 'word' ? match[0].toLowerCase() : match[0];
    if (text === ')') depth -= 1;
    if (depth < 0) return { unreadable: 'a parenthesis is closed that was not opened' };
    tokens.push({ kind, text, depth });
    if (text === '(') depth += 1;
  }
  if (depth > 0) return { unreadable: 'a parenthesis is not closed' };
  return tokens;
}

/** The statement alone: comments out, so that it can be put into parentheses as it is. */
export const withoutComments = (sql: string): string =>
  sql
    .replaceAll(
      /('(?:[^']|'')*'|"(?:[^"]|"")+")|--[^\n]*|\/\*[\s\S]*?\*\//g,
      (_all, kept?: string) => kept ?? ' ',
    )
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .trim();

/** One spelling for the same tokens, whatever their white space and case. */
export const spelling = (tokens: readonly SqlToken[]): string =>
  tokens.map((token, i) => (isApart(tokens[i - 1], token) ? ' ' : '') + token.text).join('');

/** A statement in one spelling: white space, comments and the case of words tell no two apart. */
export function spellingOf(sql: string): string {
  const tokens = sqlTokens(sql);
  return 'unreadable' in tokens ? sql : spelling(tokens);
}

const isApart = (before: SqlToken | undefined, token: SqlToken): boolean =>
  before !== undefined &&
  !['(', '.'].includes(before.text) &&
  ![')', ',', '.'].includes(token.text) &&
  !(token.text === '(' && before.kind === 'word');

/** Where a word stands outside all parentheses. */
export const topLevelWord = (tokens: readonly SqlToken[], word: string): number =>
  tokens.findIndex((token) => token.kind === 'word' && token.depth === 0 && token.text === word);

/** Splits at the commas outside all parentheses. */
export function splitAtCommas(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  const outside = Math.min(...tokens.map((token) => token.depth));
  for (const token of tokens)
    if (token.text === ',' && token.depth === outside) parts.push([]);
    else parts[parts.length - 1]?.push(token);
  return parts;
}

const LANGUAGE = new Set(
  (
    'and as asc between by case cast desc distinct else end escape exists false filter first following from group ' +
    'in interval is last like not null nulls or order over partition preceding range row rows select then true ' +
    'unbounded when where within string double float bigint int integer smallint boolean timestamp date decimal ' +
    'second minute hour day month year'
  ).split(' '),
);

/** The columns that an expression names: words that are neither functions nor the language's own. */
export function columnsNamedIn(tokens: readonly SqlToken[]): readonly string[] {
  const names = tokens.flatMap((token, i) => {
    if (token.kind === 'quoted') return [token.text.slice(1, -1)];
    const isFunction = tokens[i + 1]?.text === '(';
    return token.kind === 'word' && !isFunction ? [token.text] : [];
  });
  return [...new Set(names)];
}

/** Names in an expression that are neither columns nor the language's own. */
export const strangersIn = (tokens: readonly SqlToken[], columns: readonly string[]): readonly string[] =>
  columnsNamedIn(tokens).filter((name) => !columns.includes(name) && !LANGUAGE.has(name));
