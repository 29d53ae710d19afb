import type { Report } from './fault.ts';
import type { GoldColumn, GoldModel } from './product.ts';
import { itemOf, ORDER, type SelectStatement } from './select-list.ts';

/** Reads `merge(key, … order by column)`: the newest row per key, by a column that tells any two rows apart. */
export function readMerge(
  model: Pick<GoldModel, 'name' | 'sql' | 'refresh'>,
  declared: string,
  select: SelectStatement,
  report: Report,
): GoldModel | undefined {
  const match = /^merge\(\s*(.+?)\s+order\s+by\s+([a-z_][a-z0-9_]*)\s*\)$/.exec(declared);
  if (!match) {
    report('materialise', 'write merge(key, another order by column)');
    return undefined;
  }
  const key = (match[1] as string).split(',').map((column) => column.trim());
  const orderBy = match[2] as string;
  if (model.refresh.kind !== 'batch')
    report('refresh', 'a merge model has nothing to compute again; its refresh is batch');
  for (const column of [...key, orderBy])
    if (!itemOf(select, column)) report('materialise', `${column} is not selected`);
  if (key.includes(orderBy)) report('materialise', `${orderBy} cannot be both a key and the order`);
  if (select.groupBy.length > 0)
    report('GROUP BY', 'a merge model keeps rows as they are and groups nothing');
  const order = itemOf(select, orderBy);
  if (order && order.expression !== ORDER)
    report(
      'materialise',
      `${orderBy} is to be STRUCT(event_time, source, id), so that no two rows are equal`,
    );
  const columns = select.items.map(({ alias }): GoldColumn => ({
    name: alias,
    fold: key.includes(alias) ? 'key' : 'replace',
  }));
  return { ...model, materialise: { kind: 'merge', key, orderBy }, columns };
}
