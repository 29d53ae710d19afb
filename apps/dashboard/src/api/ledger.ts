import { getLedger } from '@dataforge/api-client';
import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { inRfc3339, type Span } from '../time/span.ts';

const MOST_LINES = 10_000;

/** The ledger per product, stage and partition. */
export function useLedger() {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['ledger'],
    queryFn: async ({ signal }) => (await getLedger({ signal, throwOnError: true })).data.items,
    refetchInterval,
  });
}

/** The ledger by append minute in the span. */
export function useLedgerByMinute(span: Span, enabled = true) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['ledger', 'minutes', span.from, span.to],
    queryFn: async ({ signal }) => {
      const query = { by: 'minute', ...inRfc3339(span), limit: MOST_LINES } as const;
      return (await getLedger({ query, signal, throwOnError: true })).data.items;
    },
    enabled,
    placeholderData: (held) => held,
    refetchInterval,
  });
}
