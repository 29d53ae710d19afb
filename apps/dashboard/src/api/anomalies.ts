import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { request, search } from './request.ts';

/** A stretch of a KPI's series outside what was expected. */
export interface Anomaly {
  readonly kpi: string;
  readonly from: string;
  readonly to: string;
  readonly score: number;
  readonly value: number;
  readonly expected: { readonly low: number; readonly mid: number; readonly high: number };
  readonly direction: 'above' | 'below';
}

/** What was expected of a KPI at a time. */
export interface ExpectedBand {
  readonly kpi: string;
  readonly time: string;
  readonly low: number;
  readonly high: number;
}

export interface AnomalyRange {
  readonly kpi: string | undefined;
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
}

function useItems<T>(path: string, { kpi, from, to }: AnomalyRange) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: [path, kpi, from, to],
    queryFn: async ({ signal }) => {
      const parameters = search({
        kpi,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      });
      return (await request<{ items: readonly T[] }>(`${path}${parameters}`, { signal })).items;
    },
    enabled: kpi !== undefined,
    placeholderData: (held) => held,
    refetchInterval,
  });
}

/** The anomalies of a KPI that touch [from, to). */
export const useAnomalies = (range: AnomalyRange) => useItems<Anomaly>('/anomalies', range);

/** The expected values of a KPI in [from, to). */
export const useBands = (range: AnomalyRange) => useItems<ExpectedBand>('/anomalies/bands', range);
