import { useMemo } from 'react';
import { columnWidths } from './column-widths.ts';
import type { TableColumn, TableSort } from './table-column.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { HEAD_PX, ROW_PX, useCells } from './use-cells.ts';

/** Beside a cell's text, and for letters that are wider than digits. */
const CELL_ROOM_PX = 32;

export interface TableProps<R> {
  /** What the table holds. */
  readonly label: string;
  /** The same list as long as the columns are the same. */
  readonly columns: readonly TableColumn<R>[];
  /** In the order in which they are shown; see sortRows. */
  readonly rows: readonly R[];
  readonly sort?: TableSort | undefined;
  readonly onSort?: (sort: TableSort | undefined) => void;
  /** Bounds its height: the rows scroll within it. */
  readonly className?: string;
}

/**
 * Rows that scroll, of which only those in sight are in the document. Arrow keys, Page Up, Page Down, Home and End
 * move over the cells, with Ctrl to the ends; Ctrl C copies the cell.
 */
export function Table<R>({ label, columns, rows, sort, onSort, className = '' }: TableProps<R>) {
  const { id, scroller, active, activate, virtual, onKeyDown } = useCells(columns, rows);
  const widths = useMemo(() => columnWidths(columns, rows), [columns, rows]);
  const template = widths
    .map((ch, place) => [`calc(${ch}ch + ${CELL_ROOM_PX}px)`, columns[place]?.fixed === true, ch] as const)
    .map(([least, fixed, ch]) => (fixed ? least : `minmax(${least}, ${ch}fr)`))
    .join(' ');
  const widest = widths.reduce((sum, ch) => sum + ch, 0);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={rows.length > 0 ? `${id}-${active.row}-${active.column}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={`group/table min-w-0 overflow-auto text-sm focus-visible:shadow-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent ${className}`}
    >
      <div style={{ minWidth: `calc(${widest}ch + ${columns.length * CELL_ROOM_PX}px)` }}>
        <TableHead {...{ id, columns, sort, onSort, template, heightPx: HEAD_PX }} />
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <TableRow
              key={index}
              id={id}
              columns={columns}
              row={rows[index] as R}
              place={index}
              template={template}
              heightPx={ROW_PX}
              topPx={start - HEAD_PX}
              active={index === active.row ? active.column : undefined}
              onActivate={activate}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
