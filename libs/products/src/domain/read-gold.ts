import type { Report } from './fault.ts';
import { oneEntry, readHeader, type HeaderEntry } from './header.ts';
import type { GoldModel, Refresh } from './product.ts';
import { readFolds } from './read-folds.ts';
import { readMerge } from './read-merge.ts';
import { readWindows } from './read-windows.ts';
import { readSelect, type SelectStatement } from './select-list.ts';
import { strangersIn, withoutComments } from './sql-tokens.ts';

const WINDOWS_HEADER = ['materialise', 'key', 'refresh', 'columns', 'digits'];
const MERGE_HEADER = ['materialise', 'refresh'];

/** Reads a gold model and refuses one whose header and SQL disagree. `silver` are its columns, where they are known. */
export function readGold(
  name: string,
  sql: string,
  silver: readonly string[] | undefined,
  report: Report,
): GoldModel | undefined {
  const declared = /^--\s*materialise:\s*(\w*)/m.exec(sql)?.[1];
  const entries = readHeader(sql, declared === 'merge' ? MERGE_HEADER : WINDOWS_HEADER, report);
  const materialise = oneEntry(entries, 'materialise', report);
  const refresh = readRefresh(oneEntry(entries, 'refresh', report), report);
  const select = readSelect(sql);
  if ('unreadable' in select) {
    report('', select.unreadable);
    return undefined;
  }
  checkSelect(select, silver, report);
  if (materialise === undefined || !refresh) return undefined;
  const model = { name, sql: withoutComments(sql), refresh };
  if (declared === 'merge') return readMerge(model, materialise, select, report);
  if (declared === 'windows') return readWindowsModel(model, materialise, entries, select, silver, report);
  report(
    'materialise',
    `${declared || materialise} is not supported; a model is windows(grain, time) or merge(key… order by column)`,
  );
  return undefined;
}

function readWindowsModel(
  model: Pick<GoldModel, 'name' | 'sql' | 'refresh'>,
  declared: string,
  entries: readonly HeaderEntry[],
  select: SelectStatement,
  silver: readonly string[] | undefined,
  report: Report,
): GoldModel | undefined {
  const key = (oneEntry(entries, 'key', report) ?? '').split(',').map((column) => column.trim());
  const materialise = readWindows(declared, key, select, silver, report);
  const digits = entries.filter((entry) => entry.name === 'digits').map((entry) => entry.text);
  const columns = readFolds(oneEntry(entries, 'columns', report) ?? '', digits, key, select, report);
  return materialise && { ...model, materialise, columns };
}

function readRefresh(text: string | undefined, report: Report): Refresh | undefined {
  if (text === undefined) return undefined;
  if (text === 'batch' || text === 'on-close') return { kind: text };
  const seconds = /^(\d+)s$/.exec(text)?.[1];
  if (seconds && Number(seconds) > 0) return { kind: 'interval', seconds: Number(seconds) };
  report('refresh', `${text} is none of batch, on-close or a number of seconds such as 10s`);
  return undefined;
}

function checkSelect(select: SelectStatement, silver: readonly string[] | undefined, report: Report): void {
  if (select.from !== 'silver') report('FROM', `gold reads from silver, not from ${select.from}`);
  const names = select.items.map((item) => item.alias);
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i)))
    report('SELECT', `two columns are called ${name}`);
  for (const name of names.filter((n) => n.startsWith('_')))
    report('SELECT', `${name}: names that begin with an underscore are the engine’s; choose another`);
  if (!silver) return;
  for (const { alias, tokens } of select.items)
    for (const stranger of strangersIn(tokens, silver)) report(alias, `silver has no column ${stranger}`);
  for (const stranger of strangersIn(select.where, silver))
    report('WHERE', `silver has no column ${stranger}`);
}
