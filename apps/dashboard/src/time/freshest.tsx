import type { Metric } from '../api/metrics.ts';
import { durationOf } from './format-time.ts';
import { useNow } from './use-now.ts';

/** How old the freshest value is, by the server's clock. */
export function Freshest({ metrics }: { readonly metrics: readonly Metric[] }) {
  const now = useNow(1_000);
  const newest = Math.max(...metrics.map(({ current }) => current.asOf ?? -Infinity));
  return Number.isFinite(newest) ? durationOf(Math.max(0, now - newest)) : 'unknown';
}
