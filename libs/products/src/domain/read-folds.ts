import type { Report } from './fault.ts';
import type { GoldColumn } from './product.ts';
import { argumentsOfCall, itemOf, ORDER, type SelectStatement } from './select-list.ts';
import { columnsNamedIn, spelling, sqlTokens, type SqlToken } from './sql-tokens.ts';

const DECLARATION =
  /^([a-z_][a-z0-9_]*)\s+(?:(count|sum|min|max|recompute)|last\(\s*([a-z_][a-z0-9_]*)\s*\))$/;

/**
 * Reads the header's `columns` (how each column takes new rows in) and holds it against the SQL. The columns come
 * back in the order of the SELECT, which is the table's, the key's among them.
 */
export function readFolds(
  text: string,
  digits: readonly string[],
  key: readonly string[],
  select: SelectStatement,
  report: Report,
): readonly GoldColumn[] {
  const declared = text
    .split(/,(?![^(]*\))/)
    .flatMap((declaration) => readDeclaration(declaration.trim(), report) ?? []);
  const columns = [...key.map((name): GoldColumn => ({ name, fold: 'key' })), ...declared];
  const names = columns.map((column) => column.name);
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i)))
    report('columns', `${name} is declared twice`);
  for (const { alias } of select.items)
    if (!names.includes(alias)) report('columns', `${alias} is selected and not declared`);
  for (const { name } of declared)
    if (!itemOf(select, name)) report('columns', `${name} is declared and not selected`);
  for (const column of declared) checkColumn(column, columns, select, report);
  const significant = readDigits(digits, declared, report);
  return select.items.flatMap(({ alias }) =>
    columns
      .filter((column) => column.name === alias)
      .slice(0, 1)
      .map((column) => {
        const significantDigits = significant.get(alias);
        return { ...column, ...(significantDigits !== undefined && { significantDigits }) };
      }),
  );
}

function readDeclaration(declaration: string, report: Report): GoldColumn | undefined {
  const derived = /^([a-z_][a-z0-9_]*)\s*=\s*(.+)$/.exec(declaration);
  if (derived) return { name: derived[1] as string, fold: 'derived', expression: derived[2] as string };
  const match = DECLARATION.exec(declaration);
  if (!match) {
    report(
      'columns',
      `"${declaration}" is neither "name fold" (count, sum, min, max, last(order), recompute) nor "name = expression"`,
    );
    return undefined;
  }
  const [name, order] = [match[1] as string, match[3]];
  if (order !== undefined) return { name, fold: 'last', order };
  return { name, fold: match[2] as 'count' | 'sum' | 'min' | 'max' | 'recompute' };
}

function checkColumn(
  column: GoldColumn,
  columns: readonly GoldColumn[],
  select: SelectStatement,
  report: Report,
): void {
  const item = itemOf(select, column.name);
  if (!item) return;
  if (column.fold === 'derived') checkDerived(column, columns, select, report);
  else if (column.fold === 'last') checkLast(column, columns, select, report);
  else if (column.fold !== 'recompute') {
    const [argument, ...others] = argumentsOfCall(item, column.fold) ?? [];
    // A distinct count or sum of a batch says nothing about that of the window.
    if (!argument || others.length > 0 || argument.startsWith('distinct '))
      report(
        'columns',
        `${column.name} is declared as ${column.fold} and selected as ${item.expression.slice(0, 60)}; ` +
          `select ${column.fold.toUpperCase()}(…) alone, or declare it as recompute`,
      );
  }
}

function checkLast(
  { name, order }: GoldColumn & { readonly fold: 'last' },
  columns: readonly GoldColumn[],
  select: SelectStatement,
  report: Report,
): void {
  const item = itemOf(select, name);
  const by = item && argumentsOfCall(item, 'max_by');
  if (by?.length !== 2 || by[1] !== ORDER)
    report(
      'columns',
      `${name} is declared as last and not selected as MAX_BY(…, STRUCT(event_time, source, id))`,
    );
  const orderColumn = columns.find((column) => column.name === order);
  if (orderColumn?.fold !== 'max' || itemOf(select, order)?.expression !== `max(${ORDER})`)
    report(
      'columns',
      `${order}, the order of ${name}, is to be declared as max and selected as MAX(STRUCT(event_time, source, id))`,
    );
}

/** A derived column is its declared expression, in the declaration over columns and in the SQL over rows. */
function checkDerived(
  { name, expression }: GoldColumn & { readonly fold: 'derived' },
  columns: readonly GoldColumn[],
  select: SelectStatement,
  report: Report,
): void {
  const tokens = sqlTokens(expression);
  if ('unreadable' in tokens) return report('columns', `${name}: ${tokens.unreadable}`);
  for (const used of columnsNamedIn(tokens)) {
    const fold = columns.find((column) => column.name === used)?.fold;
    // Recomputed columns lag behind the row, derived ones are made at the same moment, a key can be any expression.
    if (fold === 'recompute' || fold === 'derived' || fold === 'key')
      report('columns', `${name} is derived from ${used}, which is ${fold}; use columns that fold`);
  }
  const written = itemOf(select, name)?.expression;
  const overRows = spelling(tokens.flatMap((token) => expressionOf(token, columns, select)));
  if (written !== overRows)
    report(
      'columns',
      `${name} is declared as ${spelling(tokens)}, which over rows is ${overRows}, and selected as ${written}`,
    );
}

function expressionOf(
  token: SqlToken,
  columns: readonly GoldColumn[],
  select: SelectStatement,
): readonly SqlToken[] {
  const isColumn = token.kind === 'word' && columns.some((column) => column.name === token.text);
  return (isColumn && itemOf(select, token.text)?.tokens) || [token];
}

/** `digits: name 12, other 9`: how many significant digits of a measure are the same however it is computed. */
function readDigits(
  lines: readonly string[],
  declared: readonly GoldColumn[],
  report: Report,
): ReadonlyMap<string, number> {
  const digits = new Map<string, number>();
  for (const part of lines.flatMap((line) => line.split(',')).map((text) => text.trim())) {
    const match = /^([a-z_][a-z0-9_]*)\s+(\d+)$/.exec(part);
    const [name, count] = [match?.[1] ?? '', Number(match?.[2])];
    if (!match || count < 1 || count > 17)
      report('digits', `"${part}" is not "column digits" with 1 to 17 digits`);
    else if (!declared.some((column) => column.name === name))
      report('digits', `${name} is not declared in columns`);
    else digits.set(name, count);
  }
  return digits;
}
