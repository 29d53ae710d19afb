import type { LandedCounts, LandedRange } from '../ports/landing-index.ts';

/** Records landed and expired by append minute. */
export type MinuteTotals = Map<number, { landed: number; expired: number }>;

export function addRange(
  totals: MinuteTotals,
  { minutes }: Pick<LandedRange, 'minutes'>,
  expired: boolean,
): void {
  for (const { minute, records } of minutes) {
    const total = totals.get(minute) ?? { landed: 0, expired: 0 };
    total[expired ? 'expired' : 'landed'] += records;
    totals.set(minute, total);
  }
}

/** Adds ranges up by append minute. */
export function countLanded(
  ranges: Iterable<LandedRange & { readonly expired: boolean }>,
): LandedCounts['minutes'] {
  const totals: MinuteTotals = new Map();
  for (const range of ranges) addRange(totals, range, range.expired);
  return [...totals].map(([minute, counts]) => ({ minute, ...counts })).sort((a, b) => a.minute - b.minute);
}
