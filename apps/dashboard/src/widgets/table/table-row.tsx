import { memo } from 'react';
import type { CellPlace } from './move-cell.ts';
import type { TableColumn } from './table-column.ts';

export interface TableRowProps<R> {
  /** Of the table. */
  readonly id: string;
  readonly columns: readonly TableColumn<R>[];
  readonly row: R;
  readonly place: number;
  readonly template: string;
  readonly heightPx: number;
  readonly topPx: number;
  /** The column whose cell is active, if it is this row's. */
  readonly active: number | undefined;
  readonly onActivate: (place: CellPlace) => void;
}

function Row<R>({
  id,
  columns,
  row,
  place,
  template,
  heightPx,
  topPx,
  active,
  onActivate,
}: TableRowProps<R>) {
  return (
    <div
      role="row"
      aria-rowindex={place + 2}
      className="absolute left-0 grid w-full border-b contain-strict border-line hover:bg-surface-2"
      style={{ gridTemplateColumns: template, height: heightPx, transform: `translateY(${topPx}px)` }}
    >
      {columns.map((column, at) => {
        const text = column.text(row, place);
        return (
          <div
            key={column.id}
            id={`${id}-${place}-${at}`}
            role="gridcell"
            aria-colindex={at + 1}
            aria-selected={at === active}
            title={text}
            onMouseDown={() => onActivate({ row: place, column: at })}
            className={`truncate px-2.5 leading-[27px] first:pl-4 last:pr-4 group-focus-visible/table:aria-selected:shadow-[inset_0_0_0_2px_var(--accent)] ${column.align === 'right' ? 'text-right' : ''} ${column.faint?.(row) ? 'text-ink-3' : ''}`}
          >
            {column.draw ? column.draw(row) : text}
          </div>
        );
      })}
    </div>
  );
}

/** A row where it belongs in the scrolled height; drawn once for as long as it stays in sight. */
export const TableRow = memo(Row) as typeof Row;
