import type { Report } from './fault.ts';
import { oneEntry, readHeader } from './header.ts';
import type { GoldColumn, GoldModel, Materialise, Refresh } from './product.ts';
import { readSelect, type SelectItem, type SelectStatement } from './select-list.ts';

const GRAINS = ['minute', 'hour', 'day'] as const;

/** Reads a gold model and refuses one whose header and SQL disagree. */
export function readGold(
  name: string,
  sql: string,
  silver: readonly string[] | undefined,
  report: Report,
): GoldModel | undefined {
  const entries = readHeader(sql, ['materialise', 'key', 'refresh', 'columns'], report);
  const select = readSelect(sql);
  if ('unreadable' in select) {
    report('', select.unreadable);
    return undefined;
  }
  if (!/^silver\b/i.test(select.from)) report('FROM', 'gold reads from silver');
  const declared = oneEntry(entries, 'materialise', report);
  const refresh = readRefresh(oneEntry(entries, 'refresh', report), report);
  const kind = declared?.split('(')[0]?.trim();
  if (!declared || !refresh) return undefined;
  if (kind === 'merge') return readMerge(name, sql, declared, select, refresh, report);
  if (kind !== 'windows') {
    report(
      'materialise',
      `${kind ?? ''} is not supported; a model is windows(grain, time) or merge(key… order by column)`,
    );
    return undefined;
  }
  const key = (oneEntry(entries, 'key', report) ?? '').split(',').map((column) => column.trim());
  const materialise = readWindows(declared, key, select, silver, report);
  const columns = readColumns(oneEntry(entries, 'columns', report) ?? '', key, select, report);
  return materialise && { name, sql: sql.trim(), materialise, refresh, columns };
}

function readRefresh(text: string | undefined, report: Report): Refresh | undefined {
  if (text === undefined) return undefined;
  if (text === 'batch' || text === 'on-close') return { kind: text };
  const seconds = /^(\d+)s$/.exec(text)?.[1];
  if (seconds && Number(seconds) > 0) return { kind: 'interval', seconds: Number(seconds) };
  report('refresh', `${text} is none of batch, on-close or a number of seconds such as 10s`);
  return undefined;
}

function readMerge(
  name: string,
  sql: string,
  declared: string,
  select: SelectStatement,
  refresh: Refresh,
  report: Report,
): GoldModel | undefined {
  const match = /^merge\(\s*(.+?)\s+order\s+by\s+([a-z_][a-z0-9_]*)\s*\)$/.exec(declared);
  if (!match) {
    report('materialise', 'write merge(key, another order by column)');
    return undefined;
  }
  const key = (match[1] as string).split(',').map((column) => column.trim());
  const orderBy = match[2] as string;
  for (const column of [...key, orderBy])
    if (!itemOf(select, column)) report('materialise', `${column} is not selected`);
  if (select.groupBy.length > 0)
    report('GROUP BY', 'a merge model keeps rows as they are and groups nothing');
  const order = itemOf(select, orderBy);
  if (order && !/^struct\(\s*event_time\s*,\s*source\s*,\s*id\s*\)$/i.test(order.expression))
    report(
      'materialise',
      `${orderBy} is to be STRUCT(event_time, source, id), so that no two rows are equal`,
    );
  const columns = select.items.map(({ alias }): GoldColumn => ({
    name: alias,
    fold: key.includes(alias) ? 'key' : 'replace',
  }));
  return { name, sql: sql.trim(), materialise: { kind: 'merge', key, orderBy }, refresh, columns };
}

const itemOf = (select: SelectStatement, alias: string): SelectItem | undefined =>
  select.items.find((item) => item.alias === alias);

function readWindows(
  declared: string,
  key: readonly string[],
  select: SelectStatement,
  silver: readonly string[] | undefined,
  report: Report,
): Materialise | undefined {
  const match = /^windows\(\s*([a-z]+)\s*,\s*([a-z_][a-z0-9_]*)\s*\)$/.exec(declared);
  const grain = GRAINS.find((candidate) => candidate === match?.[1]);
  const time = match?.[2];
  if (!grain || !time) {
    report('materialise', `write windows(${GRAINS.join(' | ')}, the time column)`);
    return undefined;
  }
  if (silver && !silver.includes(time)) report('materialise', `silver has no column ${time}`);
  const truncation = new RegExp(`^date_trunc\\(\\s*'${grain}'\\s*,\\s*${time}\\s*\\)$`, 'i');
  const window = key.find((column) => truncation.test(itemOf(select, column)?.expression ?? ''));
  if (!window) report('key', `one key column is to be DATE_TRUNC('${grain}', ${time})`);
  for (const column of key) {
    const item = itemOf(select, column);
    if (!item) report('key', `${column} is not selected`);
    else if (!select.groupBy.includes(item.expression))
      report('GROUP BY', `the key column ${column} is not grouped by; add ${item.expression}`);
  }
  for (const expression of select.groupBy)
    if (!select.items.some((item) => item.expression === expression && key.includes(item.alias)))
      report('GROUP BY', `${expression} is grouped by and is no key column`);
  return window === undefined ? undefined : { kind: 'windows', grain, time, key, window };
}

/** How each fold's SQL begins. */
const FOLDS: Readonly<Record<string, RegExp>> = {
  count: /^count\(/i,
  sum: /^sum\((?!distinct)/i,
  min: /^min\(/i,
  max: /^max\(/i,
};

function readColumns(
  text: string,
  key: readonly string[],
  select: SelectStatement,
  report: Report,
): readonly GoldColumn[] {
  const columns: GoldColumn[] = key.map((name) => ({ name, fold: 'key' as const }));
  for (const declaration of text.split(/,(?![^(]*\))/).map((part) => part.trim())) {
    const column = readColumn(declaration, select, report);
    if (column) columns.push(column);
  }
  const names = new Set(columns.map((column) => column.name));
  for (const { alias } of select.items)
    if (!names.has(alias)) report('columns', `${alias} is selected and not declared`);
  for (const { name } of columns)
    if (!itemOf(select, name)) report('columns', `${name} is declared and not selected`);
  for (const column of columns)
    if (column.fold === 'derived' && /\b(count|sum|avg|min|max)\s*\(/i.test(column.expression))
      report('columns', `${column.name} is derived from columns of its row, not by an aggregate`);
  // In the order of the SELECT, which is the table's.
  return select.items.flatMap(({ alias }) => columns.filter((column) => column.name === alias).slice(0, 1));
}

function readColumn(declaration: string, select: SelectStatement, report: Report): GoldColumn | undefined {
  const derived = /^([a-z_][a-z0-9_]*)\s*=\s*(.+)$/.exec(declaration);
  if (derived) return { name: derived[1] as string, fold: 'derived', expression: derived[2] as string };
  const match = /^([a-z_][a-z0-9_]*)\s+(count|sum|min|max|recompute|last\(([a-z_][a-z0-9_]*)\))$/.exec(
    declaration,
  );
  if (!match) {
    report(
      'columns',
      `"${declaration}" is neither "name fold" (count, sum, min, max, last(order), recompute) nor "name = expression"`,
    );
    return undefined;
  }
  const [name, fold, order] = [match[1] as string, match[2] as string, match[3]];
  const expression = itemOf(select, name)?.expression ?? '';
  if (order !== undefined) {
    checkLast(name, order, expression, select, report);
    return { name, fold: 'last', order };
  }
  const begins = FOLDS[fold];
  if (begins && (!begins.test(expression) || /^count\(\s*distinct/i.test(expression)))
    report('columns', `${name} is declared as ${fold} and selected as ${expression.slice(0, 60)}`);
  return { name, fold: fold as 'count' | 'sum' | 'min' | 'max' | 'recompute' };
}

function checkLast(
  name: string,
  order: string,
  expression: string,
  select: SelectStatement,
  report: Report,
): void {
  const by = 'STRUCT\\(\\s*event_time\\s*,\\s*source\\s*,\\s*id\\s*\\)';
  if (!new RegExp(`^max_by\\(.+,\\s*${by}\\s*\\)$`, 'is').test(expression))
    report(
      'columns',
      `${name} is declared as last and not selected as MAX_BY(…, STRUCT(event_time, source, id))`,
    );
  if (!new RegExp(`^max\\(\\s*${by}\\s*\\)$`, 'i').test(itemOf(select, order)?.expression ?? ''))
    report(
      'columns',
      `${order}, the order of ${name}, is not selected as MAX(STRUCT(event_time, source, id))`,
    );
}
