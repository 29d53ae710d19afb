import type { LedgerLine } from '@dataforge/api-client';
import { missingOf } from './missing-of.ts';

/** The refine stage of all products as one equation: accepted = refined + exits + in flight. */
export interface Accounts {
  readonly accepted: number;
  readonly refined: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly filtered: number;
  readonly deadLettered: number;
  /** What left by operators or retention. */
  readonly gone: number;
  readonly landing: number;
  readonly inFlight: number;
  /** Stages of products. */
  readonly lines: number;
  /** Of these, those with a partition that does not balance. */
  readonly unbalanced: number;
  /** Records that no fate and no flight accounts for, over the partitions that do not balance. */
  readonly unaccounted: number;
}

export function prepareAccounts(ledger: readonly LedgerLine[]): Accounts {
  const refine = ledger.filter(({ stage }) => stage === 'refine');
  const sum = (of: (line: LedgerLine) => number, lines = refine) =>
    lines.reduce((total, line) => total + of(line), 0);
  const open = ledger.filter(({ balanced }) => !balanced);
  return {
    accepted: sum((line) => line.accepted),
    refined: sum((line) => line.refined),
    duplicate: sum((line) => line.duplicate),
    quarantined: sum((line) => line.quarantined),
    filtered: sum((line) => line.filtered),
    deadLettered: sum((line) => line.deadLettered),
    gone: sum((line) => line.discarded + line.expired + line.erased),
    landing: sum(
      (line) => line.inFlight,
      ledger.filter(({ stage }) => stage === 'land'),
    ),
    inFlight: sum((line) => line.inFlight),
    lines: stagesOf(ledger),
    unbalanced: stagesOf(open),
    unaccounted: sum((line) => Math.abs(missingOf(line)), open),
  };
}

const stagesOf = (lines: readonly LedgerLine[]): number =>
  new Set(lines.map(({ product, stage }) => `${product} ${stage}`)).size;
