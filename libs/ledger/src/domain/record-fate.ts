import { FATES, type FatedRecord } from '@dataforge/lake';
import type { Stage } from './ledger-line.ts';

/** Where a record can be at a stage, by the ledger's terms; `unaccounted` is what no term accounts for. */
export const RECORD_FATES = {
  land: ['landed', 'expired', 'in-flight', 'unaccounted'],
  refine: [...FATES, 'in-flight', 'unaccounted'],
} as const satisfies Readonly<Record<Stage, readonly string[]>>;

export type RecordFate = (typeof RECORD_FATES)[Stage][number];

/** A record behind a line of the ledger, with as much of it as a zone still holds. Times in ms since the epoch. */
export interface LedgerRecord extends Omit<FatedRecord, 'fate' | 'refinedAt' | 'sequence'> {
  readonly fate: RecordFate;
}
