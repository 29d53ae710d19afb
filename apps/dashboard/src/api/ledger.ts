import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { request, search } from './request.ts';

/** What became of a product's records at a stage of one partition; with `minute`, of those appended in it. */
export interface LedgerLine {
  readonly product: string;
  readonly stage: 'land' | 'refine';
  readonly topic: string;
  readonly partition: number;
  readonly minute?: string;
  readonly accepted: number;
  readonly landed: number;
  readonly refined: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly deadLettered: number;
  readonly filtered: number;
  readonly discarded: number;
  readonly expired: number;
  readonly erased: number;
  readonly inFlight: number;
  readonly balanced: boolean;
}

interface Page {
  readonly items: readonly LedgerLine[];
  readonly nextCursor?: string;
}

const MOST_LINES = '10000';

/** The ledger per product, stage and partition. */
export function useLedger() {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['ledger'],
    queryFn: async ({ signal }) => (await request<Page>('/ledger', { signal })).items,
    refetchInterval,
  });
}

/** The ledger by append minute in [from, to), ms since the epoch. */
export function useLedgerByMinute(
  { from, to }: { readonly from: number; readonly to: number },
  enabled = true,
) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['ledger', 'minutes', from, to],
    queryFn: async ({ signal }) => {
      const parameters = search({
        by: 'minute',
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        limit: MOST_LINES,
      });
      return (await request<Page>(`/ledger${parameters}`, { signal })).items;
    },
    enabled,
    placeholderData: (held) => held,
    refetchInterval,
  });
}
