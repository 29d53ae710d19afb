import type { Report } from './fault.ts';
import type { EventContract, SilverModel } from './product.ts';
import { readSelect } from './select-list.ts';

const CARRIED = ['source', 'id', 'event_time', '_partition', '_position'];

/** Reads `silver.sql` and checks that it carries identity, time and place through. */
export function readSilver(
  sql: string,
  event: EventContract | undefined,
  report: Report,
): (SilverModel & { columns: readonly string[] }) | undefined {
  const select = readSelect(sql);
  if ('unreadable' in select) {
    report('', select.unreadable);
    return undefined;
  }
  if (!/^bronze\b/i.test(select.from)) report('FROM', 'silver reads from bronze');
  if (select.groupBy.length > 0) report('GROUP BY', 'silver has one row for each row of bronze, or none');
  for (const name of CARRIED)
    if (!select.items.some((item) => item.alias === name && item.expression === name))
      report('SELECT', `carry ${name} through unchanged: ${name} AS ${name}`);
  const names = select.items.map((item) => item.alias);
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i)))
    report('SELECT', `two columns are called ${name}`);
  if (event && names.some((name) => name.startsWith('_') && !CARRIED.includes(name)))
    report('SELECT', 'names that begin with an underscore are the engine’s');
  return { sql: sql.trim(), columns: names };
}
