import type { Report } from './fault.ts';
import { oneEntry, readHeader } from './header.ts';
import type { KnownModels } from './known-models.ts';
import { goldTable, type NamedQuery, type QueryParameter } from './product.ts';
import { readParameter } from './read-parameter.ts';
import { sqlTokens, topLevelWord, withoutComments, type SqlToken } from './sql-tokens.ts';
import { tablesIn } from './tables-in.ts';

/** Statements that change something, wherever they stand: `WITH … INSERT` is one statement too. */
const WRITES = new Set(
  'insert update delete merge create drop alter truncate copy attach detach pragma set call install load export import'.split(
    ' ',
  ),
);

/** Reads a named query: its title, its parameters, and which gold tables it reads. */
export function readQuery(known: KnownModels, name: string, sql: string, report: Report): NamedQuery {
  const { product = '' } = known;
  const entries = readHeader(sql, ['title', 'param'], report);
  const title = oneEntry(entries, 'title', report) ?? name;
  const parameters = entries
    .filter((entry) => entry.name === 'param')
    .flatMap(({ text }) => readParameter(text, report) ?? []);
  const query = { name: `${product}.${name}`, product, title, sql: withoutComments(sql), parameters };
  const tokens = sqlTokens(sql);
  if ('unreadable' in tokens) {
    report('', tokens.unreadable);
    return { ...query, reads: [] };
  }
  checkStatement(tokens, report);
  checkParameters(tokens, parameters, report);
  return { ...query, reads: readTables(known, tokens, report) };
}

function checkStatement(tokens: readonly SqlToken[], report: Report): void {
  const begins = tokens[0]?.text;
  if (begins !== 'select' && begins !== 'with') report('', 'a query is one SELECT, or WITH … SELECT');
  if (tokens.some((token) => token.text === ';')) report('', 'a query has no semicolon');
  for (const token of tokens)
    if (token.kind === 'word' && WRITES.has(token.text))
      report('', `${token.text.toUpperCase()} has no place in a query; it only reads`);
  if (topLevelWord(tokens, 'order') === -1)
    report('', 'a query needs an ORDER BY: its pages are cut by row number');
}

function checkParameters(
  tokens: readonly SqlToken[],
  parameters: readonly QueryParameter[],
  report: Report,
): void {
  const names = parameters.map((parameter) => parameter.name);
  const used = new Set(tokens.filter((t) => t.kind === 'parameter').map((t) => t.text.slice(1)));
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i)))
    report('param', `${name} is declared twice`);
  for (const name of names.filter((n) => !used.has(n))) report('param', `${name} is declared and not used`);
  for (const name of used) if (!names.includes(name)) report('param', `$${name} is used and not declared`);
  if (tokens.some((token) => token.text === '?')) report('param', 'a parameter is written $name, not ?');
  const times = parameters.filter((p) => p.type === 'timestamp' && p.required).map((p) => p.name);
  if (!times.includes('from') || !times.includes('to'))
    report(
      'param',
      'a query is bounded in time: it needs "from timestamp required" and "to timestamp required"',
    );
}

function readTables(
  { product, models }: KnownModels,
  tokens: readonly SqlToken[],
  report: Report,
): readonly string[] {
  const tables = tablesIn(tokens);
  if (tables.length === 0) report('FROM', 'a query reads a gold table of this product');
  if (product === undefined) return [];
  const own = models.map((model) => goldTable(product, model));
  const reads = new Set<string>();
  for (const table of tables) {
    const name = table.startsWith('gold.') ? table.slice('gold.'.length) : '';
    if (own.includes(name)) reads.add(name);
    else
      report(
        'FROM',
        `${table} is no gold table of this product; it has ${own.map((t) => `gold.${t}`).join(', ')}`,
      );
  }
  return [...reads];
}
