import type { QueryAnswer } from '@dataforge/api-client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/query.ts';
import { serverNow } from '../../api/server-clock.ts';
import type { Run } from './bench.ts';
import { useQueryBook } from './query-book.ts';

/** Answers are large, and asking again is one press: they are let go soon, ms. */
const KEPT_MS = 60_000;

/** Asks a question once, page after page; what came of it goes into the history. */
export function useRun(run: Run | undefined) {
  const client = useQueryClient();
  const note = useQueryBook((book) => book.note);
  const queryKey = ['query', run];
  const result = useInfiniteQuery({
    queryKey,
    enabled: run !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) => noted(run as Run, { cursor: pageParam, signal }, note),
    getNextPageParam: (page) => page.nextCursor,
    retry: false,
    staleTime: Infinity,
    gcTime: KEPT_MS,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return { ...result, cancel: () => void client.cancelQueries({ queryKey }) };
}

export type RunResult = ReturnType<typeof useRun>;

async function noted(
  { question, limit, maxAge }: Run,
  { cursor, signal }: { readonly cursor: string | undefined; readonly signal: AbortSignal },
  note: (run: Parameters<ReturnType<typeof useQueryBook.getState>['note']>[0]) => void,
): Promise<QueryAnswer> {
  const started = performance.now();
  try {
    const answer = await ask(question, { limit, maxAge, cursor, signal });
    if (cursor === undefined)
      note({ question, at: serverNow(), elapsedMs: answer.elapsedMs, rows: answer.rows.length });
    return answer;
  } catch (error) {
    if (cursor === undefined) {
      const failed = signal.aborted ? 'cancelled' : error instanceof Error ? error.message : String(error);
      note({ question, at: serverNow(), elapsedMs: Math.round(performance.now() - started), failed });
    }
    throw error;
  }
}
