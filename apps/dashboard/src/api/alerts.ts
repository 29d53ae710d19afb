import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { request, search } from './request.ts';

/** A rule that a product or a KPI broke, as `GET /alerts` tells it. */
export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly kind: string;
  readonly severity: 'warning' | 'critical';
  readonly product: string;
  readonly kpi?: string;
  readonly title: string;
  readonly cause: string;
  readonly since: string;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  readonly resolvedAt?: string;
}

const MOST_ALERTS = 200;

/** The newest alerts of a product, whatever their state. */
export function useAlerts(product: string | undefined) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['alerts', product],
    queryFn: async ({ signal }) =>
      (
        await request<{ items: readonly Alert[] }>(`/alerts${search({ product, limit: MOST_ALERTS })}`, {
          signal,
        })
      ).items,
    enabled: product !== undefined,
    refetchInterval,
  });
}
