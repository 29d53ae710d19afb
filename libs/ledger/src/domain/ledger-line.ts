import type { FATES } from '@dataforge/lake';

export type Stage = 'land' | 'refine';

/** Counts of records, each of which is in exactly one of them but `accepted`, which is all of them. */
export interface Counts {
  readonly accepted: number;
  readonly landed: number;
  readonly refined: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly deadLettered: number;
  readonly filtered: number;
  readonly discarded: number;
  readonly expired: number;
  readonly erased: number;
  readonly inFlight: number;
}

export interface LedgerLine extends Counts {
  readonly product: string;
  readonly stage: Stage;
  readonly topic: string;
  readonly partition: number;
  /** The append minute's start, ms since the epoch; only where the ledger is asked for by minute. */
  readonly minute?: number;
  readonly balanced: boolean;
}

export const NOTHING: Counts = {
  accepted: 0,
  landed: 0,
  refined: 0,
  duplicate: 0,
  quarantined: 0,
  deadLettered: 0,
  filtered: 0,
  discarded: 0,
  expired: 0,
  erased: 0,
  inFlight: 0,
};

/** Where a fate is counted. */
export const COUNT_OF: Readonly<
  Record<(typeof FATES)[number], Exclude<keyof Counts, 'accepted' | 'landed' | 'inFlight'>>
> = {
  refined: 'refined',
  duplicate: 'duplicate',
  quarantined: 'quarantined',
  'dead-lettered': 'deadLettered',
  filtered: 'filtered',
  discarded: 'discarded',
  expired: 'expired',
  erased: 'erased',
};

/** The ledger's identity: what was accepted is somewhere, and nowhere twice. */
export function isBalanced(stage: Stage, c: Counts): boolean {
  const fates = c.refined + c.duplicate + c.quarantined + c.deadLettered + c.filtered + c.discarded;
  const elsewhere = c.expired + c.erased + c.inFlight;
  return c.accepted === (stage === 'land' ? c.landed : fates) + elsewhere;
}

/** What orders lines. */
export type LedgerPlace = Pick<LedgerLine, 'minute' | 'product' | 'stage' | 'partition'>;

/** Newest minutes first; within a minute by product, stage and partition. */
export function byNewestMinute(a: LedgerPlace, b: LedgerPlace): number {
  return (
    (b.minute ?? 0) - (a.minute ?? 0) ||
    byText(a.product, b.product) ||
    byText(a.stage, b.stage) ||
    a.partition - b.partition
  );
}

/** By code unit, so that the order, which cursors rely on, is the same in every locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
