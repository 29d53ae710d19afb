import type { LedgerLine } from '@dataforge/api-client';
import { missingOf } from '../../accounts/missing-of.ts';

/** A line of the balance: a product's stage, all its partitions or one. Undefined is a term that does not apply. */
export interface BalanceRow {
  readonly product: string;
  readonly stage: 'land' | 'refine';
  /** Absent where all partitions are added up. */
  readonly partition?: number;
  readonly accepted: number;
  /** Landed, or refined. */
  readonly done: number;
  readonly duplicate?: number;
  readonly quarantined?: number;
  readonly filtered?: number;
  readonly deadLettered?: number;
  /** Discarded, expired and erased. */
  readonly gone: number;
  readonly inFlight: number;
  readonly balanced: boolean;
  readonly unaccounted: number;
}

export type BalanceBy = 'product' | 'partition';

export function prepareBalance(lines: readonly LedgerLine[], by: BalanceBy): readonly BalanceRow[] {
  const groups = new Map<string, LedgerLine[]>();
  for (const line of lines) {
    const key =
      by === 'product' ? `${line.product} ${line.stage}` : `${line.product} ${line.stage} ${line.partition}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map((own) => rowOf(own, by));
}

function rowOf(lines: readonly LedgerLine[], by: BalanceBy): BalanceRow {
  const [{ product, stage, partition }] = lines as [LedgerLine];
  const sum = (of: (line: LedgerLine) => number) => lines.reduce((total, line) => total + of(line), 0);
  return {
    product,
    stage,
    ...(by === 'partition' && { partition }),
    accepted: sum((line) => line.accepted),
    done: sum((line) => (stage === 'land' ? line.landed : line.refined)),
    ...(stage === 'refine' && {
      duplicate: sum((line) => line.duplicate),
      quarantined: sum((line) => line.quarantined),
      filtered: sum((line) => line.filtered),
      deadLettered: sum((line) => line.deadLettered),
    }),
    gone: sum((line) => line.discarded + line.expired + line.erased),
    inFlight: sum((line) => line.inFlight),
    balanced: lines.every(({ balanced }) => balanced),
    // Each line for itself: too many in one do not make up for too few in another.
    unaccounted: sum((line) => Math.abs(missingOf(line))),
  };
}
