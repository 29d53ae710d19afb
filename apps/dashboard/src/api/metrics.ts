import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { request, search } from './request.ts';

/** A KPI's newest value, as `GET /metrics` tells it. */
export interface KpiCurrent {
  readonly value: number | null;
  readonly time: string | null;
  readonly unit: string;
  readonly watermark: string | null;
  readonly ageMs: number | null;
  readonly corrected: boolean;
  readonly partial: boolean;
  readonly stale: boolean;
  readonly state: 'ok' | 'warn' | 'critical' | 'unknown';
  readonly previous?: { readonly value: number; readonly time: string };
}

export interface KpiPoint {
  readonly time: string;
  /** Null is a gap. */
  readonly value: number | null;
  readonly corrected: boolean;
  readonly partial: boolean;
}

/** Beyond it, a value is not as it should be. */
export type Threshold = { readonly above: number } | { readonly below: number };

export interface Metric {
  readonly kpi: string;
  readonly product: string;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly grain: 'minute' | 'hour' | 'day';
  readonly direction: 'up-is-good' | 'down-is-good' | 'neutral';
  /** What its series can be grouped by: each has the query `<kpi>_by_<dimension>`. */
  readonly dimensions: readonly string[];
  readonly warn?: Threshold;
  readonly critical?: Threshold;
  readonly step?: string;
  readonly current: KpiCurrent;
  readonly points?: readonly KpiPoint[];
}

/** The current value of every KPI. */
export function useMetrics() {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['metrics'],
    queryFn: async ({ signal }) =>
      (await request<{ items: readonly Metric[] }>('/metrics', { signal })).items,
    refetchInterval,
  });
}

export interface SeriesRange {
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
  readonly step?: string | undefined;
}

/** The series of some KPIs in [from, to). */
export function useSeries(kpis: readonly string[], { from, to, step }: SeriesRange) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['metrics', 'series', kpis, from, to, step],
    queryFn: async ({ signal }) => {
      const parameters = search({
        kpi: kpis.join(','),
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        step,
      });
      return (await request<{ items: readonly Metric[] }>(`/metrics${parameters}`, { signal })).items;
    },
    enabled: kpis.length > 0,
    placeholderData: (held) => held,
    refetchInterval,
  });
}
