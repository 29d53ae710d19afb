import type { Alert } from '@dataforge/api-client';
import { clockOf, dayOf, durationOf } from '../../time/format-time.ts';

export const FEED_FILTERS = ['all', 'open', 'mine'] as const;

export type FeedFilter = (typeof FEED_FILTERS)[number];

/** What is left of the alerts: the unresolved first, the worst of them on top, else the newest. */
export function prepareFeed(alerts: readonly Alert[], filter: FeedFilter, subject: string): readonly Alert[] {
  const kept = alerts.filter(
    ({ state, acknowledgedBy }) =>
      filter === 'all' || (filter === 'open' ? state === 'open' : acknowledgedBy === subject),
  );
  return kept.toSorted((a, b) => urgencyOf(b) - urgencyOf(a) || (a.since < b.since ? 1 : -1));
}

function urgencyOf({ state, severity }: Alert): number {
  if (state === 'resolved') return 0;
  return (state === 'open' ? 2 : 1) + (severity === 'critical' ? 2 : 0);
}

export const openCount = (alerts: readonly Alert[]): number =>
  alerts.filter(({ state }) => state === 'open').length;

/** When an alert held: `since 14:10`, or `13:53 – 14:01, 8 min`; with the day where it was not today. */
export function whenText({ since, resolvedAt }: Alert, now: number): string {
  const from = Date.parse(since);
  const day = dayOf(from) === dayOf(now) ? '' : `${dayOf(from).slice(5)} `;
  if (resolvedAt === undefined) return `since ${day}${clockOf(from)}`;
  const to = Date.parse(resolvedAt);
  return `${day}${clockOf(from)} – ${clockOf(to)}, ${durationOf(to - from)}`;
}
