import { inServerTime } from '../api/server-clock.ts';
import { durationOf } from '../time/format-time.ts';
import { useNow } from '../time/use-now.ts';

/** How old an answer is; a refresh that failed says so, and what was there stays. `at`: by this clock, ms since the epoch. */
export function Checked({
  what = '',
  at,
  failure,
}: {
  readonly what?: string;
  readonly at: number;
  readonly failure: Error | null;
}) {
  const now = useNow(1_000);
  if (at === 0) return null;
  const age = `${what} checked ${durationOf(Math.max(0, now - inServerTime(at)))} ago`.trim();
  return (
    <span className={`text-sm ${failure ? 'text-warn' : 'text-ink-3'}`} title={new Date(at).toISOString()}>
      {failure ? `${age}; since then: ${failure.message}` : age}
    </span>
  );
}
