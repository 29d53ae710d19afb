import type { Report } from './fault.ts';
import type { Materialise } from './product.ts';
import { itemOf, type SelectStatement } from './select-list.ts';

const GRAINS = ['minute', 'hour', 'day'] as const;

/** Reads `windows(grain, time)` and the key: exactly one key column is the window's start, all are grouped by. */
export function readWindows(
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
  const truncation = `date_trunc('${grain}', ${time})`;
  const windows = key.filter((column) => itemOf(select, column)?.expression === truncation);
  if (windows.length !== 1)
    report('key', `one key column, and only one, is to be DATE_TRUNC('${grain}', ${time})`);
  for (const column of new Set(key.filter((name, i) => key.indexOf(name) !== i)))
    report('key', `${column} is declared twice`);
  for (const column of key) {
    const item = itemOf(select, column);
    if (!item) report('key', `${column} is not selected`);
    else if (!select.groupBy.includes(item.expression))
      report('GROUP BY', `the key column ${column} is not grouped by; add ${item.expression}`);
  }
  for (const expression of select.groupBy)
    if (!select.items.some((item) => item.expression === expression && key.includes(item.alias)))
      report('GROUP BY', `${expression} is grouped by and is no key column`);
  const window = windows[0];
  return window === undefined ? undefined : { kind: 'windows', grain, time, key, window };
}
