import { NOTHING, type Counts } from './ledger-line.ts';

export type PartialCounts = Partial<Counts>;

/** Adds counts up by minute. */
export function sumByMinute(
  parts: Iterable<readonly [minute: number, counts: PartialCounts]>,
): ReadonlyMap<number, Counts> {
  const sums = new Map<number, Counts>();
  for (const [minute, counts] of parts) sums.set(minute, plus(sums.get(minute) ?? NOTHING, counts));
  return sums;
}

export function plus(a: Counts, b: PartialCounts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum as unknown as Counts;
}
