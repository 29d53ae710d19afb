import type { LedgerLine } from '@dataforge/api-client';
import * as z from 'zod/mini';
import type { TraceOf } from '../../api/trace.ts';

/** A cell of the heat map: some append minutes of a stage, in one partition or all. */
export interface CellAddress {
  readonly product: string;
  readonly stage: LedgerLine['stage'];
  /** Absent for all. */
  readonly partition?: number;
  /** ms since the epoch; to (excluded). */
  readonly from: number;
  readonly to: number;
}

const CELL = /^([^/]+)\/(land|refine)\/(all|\d{1,9})\/([^/]+)\/(\d{1,4})$/;
const TRACE = /^([^/]+)\/(\d{1,9})\/(\d{1,15})$/;
const MINUTE = 60_000;

/** Reads `telemetry/refine/1/2026-11-23T14:17:00.000Z/2`, whose last part is how many minutes. */
export function parseCell(text: string): CellAddress | undefined {
  const [, product, stage, partition, at, minutes] = CELL.exec(text) ?? [];
  const from = Date.parse(at ?? '');
  if (product === undefined || !(from >= 0) || !(Number(minutes) > 0)) return undefined;
  return {
    product,
    stage: stage as CellAddress['stage'],
    ...(partition !== 'all' && { partition: Number(partition) }),
    from,
    to: from + Number(minutes) * MINUTE,
  };
}

export const formatCell = ({ product, stage, partition, from, to }: CellAddress): string =>
  [product, stage, partition ?? 'all', new Date(from).toISOString(), (to - from) / MINUTE].join('/');

/** Reads `telemetry/1/88214`. */
export function parseTrace(text: string): TraceOf | undefined {
  const [, product, partition, position] = TRACE.exec(text) ?? [];
  return product === undefined
    ? undefined
    : { product, partition: Number(partition), position: Number(position) };
}

export const formatTrace = ({ product, partition, position }: TraceOf): string =>
  [product, partition, position].join('/');

const schema = z.object({
  cell: z.catch(z.optional(z.string().check(z.refine((text) => parseCell(text) !== undefined))), undefined),
  /** Of the cell's events, those of one fate. */
  fate: z.catch(z.optional(z.string().check(z.regex(/^[a-z-]{1,20}$/))), undefined),
  trace: z.catch(z.optional(z.string().check(z.refine((text) => parseTrace(text) !== undefined))), undefined),
});

export type LedgerSearch = z.infer<typeof schema>;

/** What of the address the Ledger page reads. What makes no sense counts as absent. */
export const ledgerSearch = (search: Record<string, unknown>): LedgerSearch => schema.parse(search);
