import { TriangleAlert } from 'lucide-react';
import { formatNumber } from '../../numbers/format-number.ts';
import { SMALL_BUTTON } from '../../widgets/small-button.ts';
import type { RunResult } from './use-run.ts';

/** More rows than these make a page slow; a file has no such bound. */
const MOST_ROWS = 100_000;

/** Says that the limit cut the answer, and brings the rows behind it. */
export function NextRows({
  rows,
  limit,
  result,
}: {
  readonly rows: number;
  readonly limit: number;
  readonly result: RunResult;
}) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = result;
  if (!hasNextPage) return null;
  return (
    <footer className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 text-sm">
      <span className="flex items-center gap-1.5 text-ink-2">
        <TriangleAlert className="size-3.5 text-warn" aria-hidden /> Cut at {formatNumber(rows)} rows; there
        are more.
      </span>
      {rows < MOST_ROWS ? (
        <button
          type="button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
          className={SMALL_BUTTON}
        >
          {isFetchingNextPage ? 'Fetching…' : `Next ${formatNumber(Math.min(limit, MOST_ROWS - rows))} rows`}
        </button>
      ) : (
        <span className="text-ink-3">Download the rest, or narrow the question.</span>
      )}
      {isFetchNextPageError && error && (
        <span role="alert" className="text-crit">
          {error.message}
        </span>
      )}
    </footer>
  );
}
