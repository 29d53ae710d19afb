import {
  getLedgerEvents,
  getTrace,
  type EventTrace,
  type GetLedgerEventsData,
  type LedgerLine,
  type LedgerRecord,
} from '@dataforge/api-client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { inRfc3339, type Span } from '../time/span.ts';

/** Records of one stage, appended in the span. */
export interface RecordsOf extends Span {
  readonly product: string;
  readonly stage: LedgerLine['stage'];
  /** Absent for all. */
  readonly partition?: number | undefined;
  readonly fate?: LedgerRecord['fate'] | undefined;
}

function recordsQuery(of: RecordsOf, cursor: string | undefined): GetLedgerEventsData['query'] {
  const { product, stage, partition, fate } = of;
  return {
    product,
    stage,
    ...inRfc3339(of),
    ...(partition !== undefined && { partition }),
    ...(fate !== undefined && { fate }),
    ...(cursor !== undefined && { cursor }),
  };
}

/** The records behind a cell, page by page; `moving`: some are on their way, so they are asked for again. */
export function useRecords(of: RecordsOf, moving: boolean) {
  const polling = usePolling();
  return useInfiniteQuery({
    queryKey: ['ledger', 'events', of],
    queryFn: async ({ signal, pageParam }) =>
      (await getLedgerEvents({ query: recordsQuery(of, pageParam), signal, throwOnError: true })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: moving ? polling : false,
  });
}

export interface TraceOf {
  readonly product: string;
  readonly partition: number;
  readonly position: number;
}

const isMoving = (traces: readonly EventTrace[] | undefined): boolean =>
  traces?.some(({ stages }) => stages.some(({ state }) => state === 'pending')) === true;

/** One record's way through the stages; asked for again while it is on its way. */
export function useTrace({ product, partition, position }: TraceOf) {
  const polling = usePolling();
  return useQuery({
    queryKey: ['trace', product, partition, position],
    queryFn: async ({ signal }) =>
      (await getTrace({ query: { product, partition, position }, signal, throwOnError: true })).data.items,
    refetchInterval: ({ state }) => (isMoving(state.data) ? polling : false),
  });
}
