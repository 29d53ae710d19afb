import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { request, search } from './request.ts';

/** A promise of a product or a limit of a KPI that was broken, as `GET /alerts` tells it. */
export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly kind: string;
  readonly severity: 'warning' | 'critical';
  readonly product: string;
  readonly kpi?: string;
  readonly source?: string;
  readonly title: string;
  readonly cause: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly unit: string;
  readonly since: string;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: string;
  readonly resolvedAt?: string;
  /** How often it has opened. */
  readonly occurrences: number;
  /** The path of what to do about it. */
  readonly runbook: string;
}

const MOST_ALERTS = 1_000;

/** The newest alerts, whatever their state: of a product, or of all. */
export function useAlerts({ product }: { readonly product?: string | undefined } = {}) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['alerts', product],
    queryFn: async ({ signal }) => {
      const parameters = search({ product, limit: MOST_ALERTS });
      return (await request<{ items: readonly Alert[] }>(`/alerts${parameters}`, { signal })).items;
    },
    refetchInterval,
  });
}

/** Says that somebody looks after an alert. */
export function useAcknowledge() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<Alert>(`/alerts/${encodeURIComponent(id)}/ack`, { method: 'POST' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
}
