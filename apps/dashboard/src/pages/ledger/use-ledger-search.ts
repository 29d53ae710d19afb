import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TraceOf } from '../../api/trace.ts';
import { formatCell, formatTrace, parseCell, parseTrace, type CellAddress } from './ledger-search.ts';

/** The cell, its filter and the traced record in the address, and how to choose others. */
export function useLedgerSearch() {
  const { cell, fate, trace } = useSearch({ from: '/ledger' });
  const navigate = useNavigate({ from: '/ledger' });
  return {
    cell: cell === undefined ? undefined : parseCell(cell),
    fate,
    trace: trace === undefined ? undefined : parseTrace(trace),
    /** Closes the cell's list where it is undefined. */
    chooseCell: (next: CellAddress | undefined) =>
      void navigate({
        search: (held) => ({ ...held, cell: next && formatCell(next), fate: undefined, trace: undefined }),
        resetScroll: false,
      }),
    chooseFate: (next: string | undefined) =>
      void navigate({ search: (held) => ({ ...held, fate: next }), replace: true, resetScroll: false }),
    chooseTrace: (next: TraceOf | undefined) =>
      void navigate({
        search: (held) => ({ ...held, trace: next && formatTrace(next) }),
        replace: true,
        resetScroll: false,
      }),
  };
}
