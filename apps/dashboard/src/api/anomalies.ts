import { getAnomalies, getAnomaliesBands, type ExpectedBand } from '@dataforge/api-client';
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { inRfc3339, type Span } from '../time/span.ts';

/** The anomalies of a KPI that begin in the span; of every KPI where none is named. */
export function useAnomalies(span: Span, kpi?: string) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['anomalies', 'list', kpi, span.from, span.to],
    queryFn: async ({ signal }) => {
      const query = { ...inRfc3339(span), ...(kpi !== undefined && { kpi }) };
      return (await getAnomalies({ query, signal, throwOnError: true })).data.items;
    },
    placeholderData: (held) => held,
    refetchInterval,
  });
}

const bandsOf = (kpi: string, span: Span) =>
  queryOptions({
    queryKey: ['anomalies', 'bands', kpi, span.from, span.to],
    queryFn: async ({ signal }) =>
      (await getAnomaliesBands({ query: { ...inRfc3339(span), kpi }, signal, throwOnError: true })).data
        .items,
    placeholderData: (held) => held,
  });

/** One function, so that what is the same stays the same list. */
const allOf = (results: readonly { readonly data?: readonly ExpectedBand[] | undefined }[]): ExpectedBand[] =>
  results.flatMap(({ data }) => data ?? []);

/** What was expected of some KPIs in the span, all in one list; empty until it is known. */
export function useBands(span: Span, kpis: readonly string[]): readonly ExpectedBand[] {
  const refetchInterval = usePolling();
  return useQueries({
    queries: kpis.map((kpi) => ({ ...bandsOf(kpi, span), refetchInterval })),
    combine: allOf,
  });
}
