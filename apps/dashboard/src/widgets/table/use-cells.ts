import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { moveCell, type CellPlace } from './move-cell.ts';
import type { TableColumn } from './table-column.ts';

export const ROW_PX = 28;
export const HEAD_PX = 30;
const OVERSCAN_ROWS = 6;

/** Which rows are in sight, which cell is active, and how keys move it. */
export function useCells<R>(columns: readonly TableColumn<R>[], rows: readonly R[]) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [held, activate] = useState<CellPlace>({ row: 0, column: 0 });
  const active = {
    row: Math.min(held.row, rows.length - 1),
    column: Math.min(held.column, columns.length - 1),
  };
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    rangeExtractor: (range) => withRow(range, active.row),
  });
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || rows.length === 0) return;
    if (event.key === 'c' && (event.ctrlKey || event.metaKey) && window.getSelection()?.isCollapsed) {
      void navigator.clipboard.writeText(
        columns[active.column]?.text(rows[active.row] as R, active.row) ?? '',
      );
      return;
    }
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - HEAD_PX) / ROW_PX) - 1);
    const to = moveCell(active, event, { rows: rows.length, columns: columns.length, page });
    if (!to) return;
    event.preventDefault();
    activate(to);
    virtual.scrollToIndex(to.row);
    document
      .getElementById(`${id}-head-${to.column}`)
      ?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  };
  return { id, scroller, active, activate, virtual, onKeyDown };
}

/** The row of the active cell stays in the document, so that what is active can be told from anywhere. */
function withRow(range: Range, row: number): number[] {
  const places = defaultRangeExtractor(range);
  if (row < 0 || row >= range.count || places.includes(row)) return places;
  return [...places, row].sort((a, b) => a - b);
}
