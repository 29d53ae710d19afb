import { bronzeColumns } from './bronze-columns.ts';
import type { Report } from './fault.ts';
import type { EventContract, SilverModel } from './product.ts';
import { readSelect } from './select-list.ts';
import { strangersIn, withoutComments } from './sql-tokens.ts';

const CARRIED = ['source', 'id', 'event_time', '_partition', '_position'];

/**
 * Reads `silver.sql` and checks that it carries identity, time and place through and reads only what bronze has.
 * The contract is absent where it could not be read.
 */
export function readSilver(
  sql: string,
  event: EventContract | undefined,
  report: Report,
): (SilverModel & { readonly columns: readonly string[] }) | undefined {
  const select = readSelect(sql);
  if ('unreadable' in select) {
    report('', select.unreadable);
    return undefined;
  }
  if (select.from !== 'bronze') report('FROM', `silver reads from bronze, not from ${select.from}`);
  if (select.groupBy.length > 0) report('GROUP BY', 'silver has one row for each row of bronze, or none');
  for (const name of CARRIED)
    if (!select.items.some((item) => item.alias === name && item.expression === name))
      report('SELECT', `carry ${name} through unchanged: ${name} AS ${name}`);
  const names = select.items.map((item) => item.alias);
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i)))
    report('SELECT', `two columns are called ${name}`);
  for (const name of names)
    if (name.startsWith('_') && !CARRIED.includes(name))
      report('SELECT', `${name}: names that begin with an underscore are the engine’s; choose another`);
  const bronze = event && bronzeColumns({ event }).map((column) => column.name);
  if (bronze)
    for (const [place, tokens] of [
      ...select.items.map((item) => [item.alias, item.tokens] as const),
      ['WHERE', select.where] as const,
    ])
      for (const stranger of strangersIn(tokens, bronze)) report(place, `bronze has no column ${stranger}`);
  return { sql: withoutComments(sql), columns: names };
}
