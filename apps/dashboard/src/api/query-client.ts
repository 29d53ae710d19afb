import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './problem.ts';

/** What asking again cannot mend is not asked again. */
const isFinal = (error: Error): boolean =>
  error instanceof ProblemError && error.status >= 400 && error.status < 500 && error.status !== 429;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 3 && !isFinal(error),
      retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 10_000),
    },
  },
});
