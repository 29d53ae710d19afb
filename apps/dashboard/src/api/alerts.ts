import { getAlerts, postAlertsByIdAck } from '@dataforge/api-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';

const MOST_ALERTS = 1_000;

/** The newest alerts, whatever their state: of a product, or of all. */
export function useAlerts({ product }: { readonly product?: string | undefined } = {}) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['alerts', product],
    queryFn: async ({ signal }) => {
      const query = { limit: MOST_ALERTS, ...(product !== undefined && { product }) };
      return (await getAlerts({ query, signal, throwOnError: true })).data.items;
    },
    refetchInterval,
  });
}

/** Says that somebody looks after an alert. */
export function useAcknowledge() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => postAlertsByIdAck({ path: { id }, throwOnError: true }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
}
