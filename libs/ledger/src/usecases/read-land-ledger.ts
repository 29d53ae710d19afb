import type { LandedCounts, LandingIndex } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import { byNewestMinute, isBalanced, NOTHING, type Counts, type LedgerLine } from '../domain/ledger-line.ts';
import { sumByMinute, type PartialCounts } from '../domain/sum-counts.ts';
import type { AcceptedCounts, CountedPartition } from '../ports/accepted-counts.ts';
import type { LedgerQuery, ReadLedger } from './read-ledger.ts';

export interface LandLedgerDeps {
  readonly landing: Pick<LandingIndex, 'counts'>;
  readonly accepted: Pick<AcceptedCounts, 'counts'>;
}

/** What is counted of a partition, by the two who count it. */
interface Both {
  readonly accepted: CountedPartition;
  readonly landed: LandedCounts;
}

/**
 * The ledger's stage `land`, for whoever cannot read the log: from what was counted as accepted and what was counted as
 * landed. Each is counted up to a position of its own, so what one has beyond the other is in flight, or landed before it was
 * counted; it may be no more than the positions between. Lines of no other stage are known here.
 */
export function readLandLedger(
  deps: LandLedgerDeps,
  { products }: { products: readonly Product[] },
): ReadLedger {
  return async (query) => {
    const lines: LedgerLine[] = [];
    for (const product of products)
      if (query.stage !== 'refine' && (query.product ?? product.name) === product.name)
        lines.push(...(await ofProduct(product, query)));
    return lines.sort(byNewestMinute);
  };

  async function ofProduct({ name, event }: Product, query: LedgerQuery): Promise<readonly LedgerLine[]> {
    const { topic, partitions } = event;
    const lines: LedgerLine[] = [];
    for (let partition = 0; ; partition += 1) {
      const both = await countsOf(topic, partition, query);
      // A log may have more partitions than the contract asks for: those that somebody has counted.
      if (partition >= partitions && !isCounted(both)) return lines;
      if (query.partition === undefined || query.partition === partition)
        lines.push(...linesOf({ product: name, stage: 'land', topic, partition }, both, query));
    }
  }

  async function countsOf(
    topic: string,
    partition: number,
    { byMinute, from, to }: LedgerQuery,
  ): Promise<Both> {
    const range = byMinute ? { from, to } : undefined;
    return {
      accepted: await deps.accepted.counts(topic, partition, range),
      landed: await deps.landing.counts(topic, partition, range),
    };
  }
}

const isCounted = ({ accepted, landed }: Both): boolean =>
  Math.max(accepted.countedThrough, landed.landedThrough) > 0;

function linesOf(
  place: Pick<LedgerLine, 'product' | 'stage' | 'topic' | 'partition'>,
  { accepted, landed }: Both,
  { byMinute, from = 0, to = Infinity }: LedgerQuery,
): readonly LedgerLine[] {
  const lead = landed.landedThrough - accepted.countedThrough;
  const parts: (readonly [minute: number, counts: PartialCounts])[] = [
    ...accepted.minutes.map(({ minute, records }) => [minute, { accepted: records }] as const),
    ...landed.minutes.map(({ minute, landed: n, expired }) => [minute, { landed: n, expired }] as const),
  ];
  const lineOf = (counted: Counts): LedgerLine => {
    const counts = settled(counted, lead);
    return { ...place, ...counts, balanced: isBalanced(place.stage, counts) };
  };
  const minutes = sumByMinute(parts);
  if (!byMinute) return [lineOf(minutes.get(0) ?? NOTHING)];
  const since = Math.max(from, accepted.minutesFrom, landed.minutesFrom);
  return [...minutes]
    .filter(([minute]) => minute >= since && minute < to)
    .map(([minute, counted]) => ({ ...lineOf(counted), minute }));
}

/** `lead`: so many positions landing is ahead of the count of what was accepted. What is beyond it stays a fault. */
function settled(counted: Counts, lead: number): Counts {
  const ahead = counted.landed + counted.expired - counted.accepted;
  const within = Math.min(Math.max(ahead, Math.min(lead, 0)), Math.max(lead, 0));
  return {
    ...counted,
    accepted: counted.accepted + Math.max(within, 0),
    inFlight: Math.max(-within, 0),
  };
}
