import {
  getMetrics,
  type GetMetricsData,
  type KpiCurrent,
  type Metric as ToldMetric,
} from '@dataforge/api-client';
import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { serverNow } from './server-clock.ts';
import { inRfc3339, type Span } from '../time/span.ts';

/** A KPI as `GET /metrics` tells it; its age is counted from when it was asked, so it becomes a time here. */
export type Metric = Omit<ToldMetric, 'current'> & {
  readonly current: Omit<KpiCurrent, 'ageMs'> & {
    /** Append time of the newest record behind the value, ms since the epoch by the server's clock. */
    readonly asOf: number | null;
  };
};

async function readMetrics(
  query: NonNullable<GetMetricsData['query']>,
  signal: AbortSignal,
): Promise<readonly Metric[]> {
  const { items } = (await getMetrics({ query, signal, throwOnError: true })).data;
  const now = serverNow();
  return items.map(({ current: { ageMs, ...current }, ...metric }) => ({
    ...metric,
    current: { ...current, asOf: ageMs === null ? null : now - ageMs },
  }));
}

/** The current value of every KPI. */
export function useMetrics() {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['metrics'],
    queryFn: ({ signal }) => readMetrics({}, signal),
    refetchInterval,
  });
}

export interface SeriesRange extends Span {
  readonly step?: string | undefined;
}

/** Where a series is kept: its KPIs, from when to when, and its step. */
export type SeriesKey = readonly [
  'metrics',
  'series',
  kpis: readonly string[],
  from: number,
  to: number,
  step: string | undefined,
];

/** What `GET /metrics` is asked for the series of some KPIs. */
export const seriesQuery = (kpis: readonly string[], { step, ...span }: SeriesRange) => ({
  kpi: kpis.join(','),
  ...inRfc3339(span),
  ...(step !== undefined && { step }),
});

/** The series of some KPIs in [from, to). */
export function useSeries(kpis: readonly string[], range: SeriesRange) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['metrics', 'series', kpis, range.from, range.to, range.step] satisfies SeriesKey,
    queryFn: ({ signal }) => readMetrics(seriesQuery(kpis, range), signal),
    enabled: kpis.length > 0,
    placeholderData: (held) => held,
    refetchInterval,
  });
}
