import { useQuery } from '@tanstack/react-query';
import { request } from './request.ts';

export interface QueryParameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'timestamp';
  readonly required: boolean;
  readonly default?: string | number | boolean;
  /** The least and the most that it may be. */
  readonly between?: readonly [least: number, most: number];
  readonly description?: string;
}

export interface NamedQuery {
  /** With its product before the point: `telemetry.device_minutes`. */
  readonly name: string;
  readonly title: string;
  readonly sql: string;
  readonly parameters: readonly QueryParameter[];
}

export interface GoldTable {
  /** With its schema: `gold.telemetry_device_minutes`. */
  readonly name: string;
  /** What there is a row for, in words. */
  readonly kept: string;
  readonly columns: readonly string[];
}

export interface Product {
  readonly name: string;
  readonly title: string;
  readonly tables: readonly GoldTable[];
  readonly queries: readonly NamedQuery[];
}

/** The data products: they change with a new version of the server alone. */
export function useProducts() {
  return useQuery({
    queryKey: ['products'],
    queryFn: async ({ signal }) =>
      (await request<{ items: readonly Product[] }>('/products', { signal })).items,
    staleTime: 5 * 60_000,
  });
}
