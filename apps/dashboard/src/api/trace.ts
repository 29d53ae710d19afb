import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { request, search } from './request.ts';
import type { LedgerLine } from './ledger.ts';

/** A record behind a cell of the ledger; a member is missing where no zone holds it any more. */
export interface LedgerRecord {
  readonly partition: number;
  readonly position: number;
  readonly appendedAt?: string;
  readonly source?: string;
  readonly id?: string;
  readonly subject?: string;
  readonly eventTime?: string;
  readonly fate: string;
  readonly reasons?: readonly { readonly field: string; readonly rule: string; readonly detail: string }[];
}

export interface TraceStage {
  readonly stage: 'accepted' | 'landed' | 'refined' | 'aggregated' | 'served';
  readonly state: 'reached' | 'left' | 'pending' | 'not-reached';
  readonly at?: string;
  readonly details: readonly { readonly name: string; readonly value: string }[];
}

export interface EventTrace {
  readonly partition: number;
  readonly position: number;
  readonly source?: string;
  readonly id?: string;
  readonly subject?: string;
  readonly eventTime?: string;
  readonly stages: readonly TraceStage[];
  /** What came, for whoever may see it. */
  readonly payload?: { readonly bytes: number; readonly text?: string; readonly base64?: string };
}

/** Records of one stage, appended in [from, to), ms since the epoch. */
export interface RecordsOf {
  readonly product: string;
  readonly stage: LedgerLine['stage'];
  /** Absent for all. */
  readonly partition?: number | undefined;
  readonly from: number;
  readonly to: number;
  readonly fate?: string | undefined;
}

interface Page {
  readonly items: readonly LedgerRecord[];
  readonly nextCursor?: string;
}

/** The records behind a cell, page by page; `moving`: some are on their way, so they are asked for again. */
export function useRecords({ from, to, ...rest }: RecordsOf, moving: boolean) {
  const polling = usePolling();
  return useInfiniteQuery({
    queryKey: ['ledger', 'events', from, to, rest],
    queryFn: ({ signal, pageParam }) => {
      const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      return request<Page>(`/ledger/events${search({ ...rest, ...span, cursor: pageParam })}`, { signal });
    },
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
export function useTrace(of: TraceOf) {
  const polling = usePolling();
  return useQuery({
    queryKey: ['trace', of.product, of.partition, of.position],
    queryFn: async ({ signal }) =>
      (await request<{ items: readonly EventTrace[] }>(`/trace${search({ ...of })}`, { signal })).items,
    refetchInterval: ({ state }) => (isMoving(state.data) ? polling : false),
  });
}
