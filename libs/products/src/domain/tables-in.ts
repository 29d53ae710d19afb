import type { SqlToken } from './sql-tokens.ts';

/** Words that end a FROM clause. */
const ENDS = new Set(
  'where group order having limit offset qualify window union intersect except select'.split(' '),
);

/**
 * The tables a statement reads, as they are written: what stands after FROM and JOIN and, within a FROM, after a
 * comma, less what the statement itself names in WITH. A function in that place counts as a table of its name.
 */
export function tablesIn(tokens: readonly SqlToken[]): readonly string[] {
  const own = namesOfWith(tokens);
  const found = new Set<string>();
  const clauses = new Set<number>();
  tokens.forEach((token, i) => {
    const { text, depth } = token;
    if (text === ')') clauses.delete(depth + 1);
    if (token.kind === 'word' && ENDS.has(text)) clauses.delete(depth);
    const begins = text === 'from' && beginsClause(tokens, i);
    if (begins) clauses.add(depth);
    if (!begins && text !== 'join' && !(text === ',' && clauses.has(depth))) return;
    const at = tokens.findIndex((next, j) => j > i && next.text !== '(' && next.text !== 'lateral');
    // A SELECT in parentheses has a FROM of its own.
    if (at === -1 || ['select', 'with', 'values'].includes(tokens[at]?.text ?? '')) return;
    const table = nameAt(tokens, at);
    if (!own.has(table)) found.add(table);
  });
  return [...found];
}

/** `IS DISTINCT FROM` and `EXTRACT(part FROM time)` read no table. */
function beginsClause(tokens: readonly SqlToken[], at: number): boolean {
  if (tokens[at - 1]?.text === 'distinct' && ['is', 'not'].includes(tokens[at - 2]?.text ?? '')) return false;
  const { depth } = tokens[at] as SqlToken;
  const opens = tokens.findLastIndex((token, i) => i < at && token.text === '(' && token.depth === depth - 1);
  return depth === 0 || !['extract', 'trim', 'substring'].includes(tokens[opens - 1]?.text ?? '');
}

function nameAt(tokens: readonly SqlToken[], at: number): string {
  let name = bare(tokens[at]);
  for (let i = at + 1; tokens[i]?.text === '.'; i += 2) name += `.${bare(tokens[i + 1])}`;
  return name;
}

const bare = (token: SqlToken | undefined): string =>
  token?.kind === 'quoted' ? token.text.slice(1, -1) : (token?.text ?? '');

function namesOfWith(tokens: readonly SqlToken[]): ReadonlySet<string> {
  if (tokens[0]?.text !== 'with') return new Set();
  const names = tokens.flatMap((token, i) =>
    token.depth === 0 && tokens[i + 1]?.text === 'as' && tokens[i + 2]?.text === '(' ? [bare(token)] : [],
  );
  return new Set(names);
}
