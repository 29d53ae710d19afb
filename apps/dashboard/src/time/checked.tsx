import { durationOf } from './format-time.ts';
import { useNow } from './use-now.ts';

interface CheckedProps {
  readonly what?: string;
  /** When the answer came, ms since the epoch; 0 before it did. */
  readonly at: number;
  readonly failure: Error | null;
}

/** How old an answer is; a refresh that failed says so, and what was there stays. */
export function Checked({ what = '', at, failure }: CheckedProps) {
  const now = useNow(1_000);
  if (at === 0) return failure && <span className="text-sm text-warn">{failure.message}</span>;
  const age = `${what} checked ${durationOf(Math.max(0, now - at))} ago`.trim();
  return (
    <span className={`text-sm ${failure ? 'text-warn' : 'text-ink-3'}`} title={new Date(at).toISOString()}>
      {failure ? `${age}; since then: ${failure.message}` : age}
    </span>
  );
}
