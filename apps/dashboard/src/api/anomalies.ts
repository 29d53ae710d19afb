import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
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

/** [from, to), ms since the epoch. */
export interface AnomalyRange {
  readonly from: number;
  readonly to: number;
}

const items = <T>(
  name: 'list' | 'bands',
  path: string,
  kpi: string | undefined,
  { from, to }: AnomalyRange,
) =>
  queryOptions({
    queryKey: ['anomalies', name, kpi, from, to],
    queryFn: async ({ signal }) => {
      const parameters = search({
        kpi,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      });
      return (await request<{ items: readonly T[] }>(`${path}${parameters}`, { signal })).items;
    },
    placeholderData: (held) => held,
  });

/** The anomalies of a KPI that begin in the range; of every KPI where none is named. */
export function useAnomalies(range: AnomalyRange, kpi?: string) {
  const refetchInterval = usePolling();
  return useQuery({ ...items<Anomaly>('list', '/anomalies', kpi, range), refetchInterval });
}

const bandsOf = (kpi: string, range: AnomalyRange) =>
  items<ExpectedBand>('bands', '/anomalies/bands', kpi, range);

/** What was expected of some KPIs in the range, all in one list; empty until it is known. */
export function useBands(range: AnomalyRange, kpis: readonly string[]): readonly ExpectedBand[] {
  const refetchInterval = usePolling();
  return useQueries({
    queries: kpis.map((kpi) => ({ ...bandsOf(kpi, range), refetchInterval })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
}
