import type { SortValue, TableColumn, TableSort } from './table-column.ts';

/** The rows in the order of a column, equal ones as they came; missing values last, whichever way it goes. */
export function sortRows<R>(
  rows: readonly R[],
  columns: readonly TableColumn<R>[],
  sort: TableSort | undefined,
): readonly R[] {
  const value = columns.find(({ id }) => id === sort?.id)?.value;
  if (!sort || !value) return rows;
  const way = sort.descending ? -1 : 1;
  return rows
    .map((row) => ({ row, by: value(row) ?? null }))
    .sort((a, b) => {
      if (a.by === null || b.by === null) return Number(a.by === null) - Number(b.by === null);
      return way * compare(a.by, b.by);
    })
    .map(({ row }) => row);
}

/** Text by its code units: the order that the server's own ORDER BY has, and fast enough for 100,000 rows. */
function compare(a: NonNullable<SortValue>, b: NonNullable<SortValue>): number {
  if (typeof a === typeof b) return a < b ? -1 : Number(a > b);
  return typeof a < typeof b ? -1 : 1;
}

/** What a press on a column's head asks for: down, up, and as the rows came. */
export function nextSort(held: TableSort | undefined, id: string): TableSort | undefined {
  if (held?.id !== id) return { id, descending: true };
  return held.descending ? { id, descending: false } : undefined;
}
