import { Clock } from 'lucide-react';
import { useMetrics } from '../api/metrics.ts';
import { durationOf } from '../time/format-time.ts';
import { useNow } from '../time/use-now.ts';

/** How old the freshest value on the page is, by the server's clock. */
export function Age() {
  const now = useNow(1_000);
  const metrics = useMetrics();
  const newest = Math.max(...(metrics.data ?? []).map(({ current }) => current.asOf ?? -Infinity));
  const text = Number.isFinite(newest) ? durationOf(Math.max(0, now - newest)) : '–';
  return (
    <span className="hidden items-center gap-1.5 px-2 whitespace-nowrap text-ink-2 md:inline-flex">
      <Clock className="size-3.5" aria-hidden /> age {text}
    </span>
  );
}
