import { getQueries, getQuerySchema } from '@dataforge/api-client';
import { useQuery } from '@tanstack/react-query';

/** It changes with a new version of the server alone. */
const STALE_MS = 5 * 60_000;

/** The products' named queries. */
export const useQueries = () =>
  useQuery({
    queryKey: ['queries'],
    queryFn: async ({ signal }) => (await getQueries({ signal, throwOnError: true })).data.items,
    staleTime: STALE_MS,
  });

/** What a statement may name: tables with their columns, and functions. */
export const useQueryableSchema = () =>
  useQuery({
    queryKey: ['query-schema'],
    queryFn: async ({ signal }) => (await getQuerySchema({ signal, throwOnError: true })).data,
    staleTime: STALE_MS,
  });
