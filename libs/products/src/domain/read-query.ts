import type { Report } from './fault.ts';
import { oneEntry, readHeader } from './header.ts';
import { goldTable, type GoldModel, type NamedQuery, type QueryParameter } from './product.ts';
import { withoutComments } from './select-list.ts';

/** Reads a named query: its title, its parameters, and which gold tables it reads. */
export function readQuery(
  product: string,
  name: string,
  sql: string,
  gold: readonly GoldModel[],
  report: Report,
): NamedQuery {
  const entries = readHeader(sql, ['title', 'param'], report);
  const title = oneEntry(entries, 'title', report) ?? name;
  const parameters = entries
    .filter((entry) => entry.name === 'param')
    .flatMap(({ text }) => readParameter(text, report));
  const text = withoutComments(sql).trim();
  if (!/^(select|with)\s/i.test(text)) report('', 'a query is one SELECT');
  if (text.includes(';')) report('', 'a query has no semicolon');
  if (!/\border\s+by\b/i.test(text)) report('', 'a query needs an ORDER BY: its pages are cut by row number');
  const used = new Set([...text.matchAll(/\$([a-z_][a-z0-9_]*)/g)].map((match) => match[1] as string));
  for (const parameter of parameters)
    if (!used.delete(parameter.name)) report('param', `${parameter.name} is declared and not used`);
  for (const undeclared of used) report('param', `$${undeclared} is used and not declared`);
  const times = parameters.filter((p) => p.type === 'timestamp' && p.required).map((p) => p.name);
  if (!times.includes('from') || !times.includes('to'))
    report(
      'param',
      'a query is bounded in time: it needs "from timestamp required" and "to timestamp required"',
    );
  return {
    name: `${product}.${name}`,
    product,
    title,
    sql: text,
    parameters,
    reads: readTables(product, text, gold, report),
  };
}

function readParameter(text: string, report: Report): readonly QueryParameter[] {
  const match = /^([a-z_][a-z0-9_]*)\s+(string|integer|number|timestamp|boolean)(\s+required)?$/.exec(text);
  if (match)
    return [
      {
        name: match[1] as string,
        type: match[2] as QueryParameter['type'],
        required: match[3] !== undefined,
      },
    ];
  report(
    'param',
    `"${text}" is not "name type [required]" with a type of string, integer, number, timestamp, boolean`,
  );
  return [];
}

function readTables(
  product: string,
  text: string,
  gold: readonly GoldModel[],
  report: Report,
): readonly string[] {
  const own = gold.map((model) => goldTable(product, model.name));
  const named = [...text.matchAll(/(?<!\$)\b(?:from|join)\s+([a-z_][\w.]*)/gi)].map(
    (match) => match[1] as string,
  );
  const reads = new Set<string>();
  for (const table of named) {
    const name = table.startsWith('gold.') ? table.slice(5) : undefined;
    if (name !== undefined && own.includes(name)) reads.add(name);
    else
      report(
        'FROM',
        `${table} is no gold table of this product; it has ${own.map((t) => `gold.${t}`).join(', ')}`,
      );
  }
  return [...reads];
}
