import { ArrowDown, ArrowUp } from 'lucide-react';
import { nextSort } from './sort-rows.ts';
import type { TableColumn, TableSort } from './table-column.ts';

export interface TableHeadProps<R> {
  /** Of the table. */
  readonly id: string;
  readonly columns: readonly TableColumn<R>[];
  readonly sort: TableSort | undefined;
  readonly onSort: ((sort: TableSort | undefined) => void) | undefined;
  /** For `grid-template-columns`, the same as the rows'. */
  readonly template: string;
  readonly heightPx: number;
}

/** The heads of the columns; they stay while the rows go by, and put them in order. */
export function TableHead<R>({ id, columns, sort, onSort, template, heightPx }: TableHeadProps<R>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-1 bg-surface-2 text-ink-2">
      <div
        role="row"
        aria-rowindex={1}
        className="grid border-b border-line"
        style={{ gridTemplateColumns: template, height: heightPx }}
      >
        {columns.map((column, place) => {
          const sorted = sort?.id === column.id ? sort : undefined;
          const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
          const right = column.align === 'right';
          const label = (
            <>
              <span className="min-w-0 truncate font-medium">
                {column.title}
                {column.note !== undefined && <span className="font-normal text-ink-3"> {column.note}</span>}
              </span>
              {sorted && <Arrow className="size-3 flex-none" aria-hidden />}
            </>
          );
          const look = `flex h-full w-full min-w-0 items-center gap-1 px-2.5 ${right ? 'justify-end text-right' : 'text-left'}`;
          return (
            <div
              key={column.id}
              id={`${id}-head-${place}`}
              role="columnheader"
              aria-colindex={place + 1}
              aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
              className="min-w-0 first:pl-1.5 last:pr-1.5"
            >
              {column.value && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort(nextSort(sort, column.id))}
                  className={`${look} hover:text-ink focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]`}
                >
                  {label}
                </button>
              ) : (
                <span className={look}>{label}</span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
