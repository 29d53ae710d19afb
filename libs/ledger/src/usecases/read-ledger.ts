import type { EventLog, MinuteCount, Position } from '@dataforge/events';
import type { FateReader, LandingIndex } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import {
  byNewestMinute,
  COUNT_OF,
  isBalanced,
  NOTHING,
  type LedgerLine,
  type Stage,
} from '../domain/ledger-line.ts';
import { plus, sumByMinute, type PartialCounts } from '../domain/sum-counts.ts';
import type { AcceptedCounts } from '../ports/accepted-counts.ts';

export interface LedgerQuery {
  readonly byMinute: boolean;
  readonly product?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly partition?: number | undefined;
  /** Append minutes in [from, to), ms; only with `byMinute`. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export type ReadLedger = (query: LedgerQuery) => Promise<readonly LedgerLine[]>;

export interface LedgerDeps {
  readonly log: Pick<EventLog, 'ends' | 'census'>;
  readonly landing: Pick<LandingIndex, 'counts'>;
  readonly fates: FateReader;
  readonly accepted: Pick<AcceptedCounts, 'read'>;
}

/** Counts by minute; without minutes, all under the minute 0. */
type Parts = readonly (readonly [minute: number, counts: PartialCounts])[];

interface Partition {
  readonly product: Product;
  readonly partition: number;
}

/**
 * The ledger, from three readers that do not trust each other: the log counts what was accepted and what is in flight,
 * landing what is landed, the fates the rest. What is counted as done is read before the log's end is, so that
 * whatever moves meanwhile shows as in flight and never as lost.
 */
export function readLedger(deps: LedgerDeps, { products }: { products: readonly Product[] }): ReadLedger {
  return async (query) => {
    const lines: LedgerLine[] = [];
    for (const product of products)
      if (query.product === undefined || query.product === product.name)
        lines.push(...(await ofProduct(product, query)));
    return lines.sort(byNewestMinute);
  };

  async function ofProduct(product: Product, query: LedgerQuery): Promise<readonly LedgerLine[]> {
    const { topic, partitions } = product.event;
    const { progress, counts } = await deps.fates.fates(product.name, { byMinute: query.byMinute });
    const lines: LedgerLine[] = [];
    for (let partition = 0; partition < partitions; partition += 1) {
      if (query.partition !== undefined && query.partition !== partition) continue;
      const landed = await deps.landing.counts(topic, partition);
      const refinedThrough = progress.find((held) => held.partition === partition)?.next ?? (0 as Position);
      const stored = await deps.accepted.read(topic, partition);
      const end = (await deps.log.ends(topic))[partition]?.end ?? (0 as Position);
      const counted = [
        ...stored.minutes,
        ...(await deps.log.census(topic, partition, stored.countedThrough, end)),
      ];
      const inFlight = (from: Position) => deps.log.census(topic, partition, from, end);
      const accepted = countsAs('accepted', counted);
      const land: Parts = [
        ...accepted,
        ...landed.minutes.map(({ minute, landed: n, expired }) => [minute, { landed: n, expired }] as const),
        ...countsAs('inFlight', await inFlight(landed.landedThrough)),
      ];
      const refine: Parts = [
        ...accepted,
        ...counts
          .filter((count) => count.partition === partition)
          .map(({ minute, fate, records }) => [minute, { [COUNT_OF[fate]]: records }] as const),
        ...countsAs('inFlight', await inFlight(refinedThrough)),
      ];
      if (query.stage !== 'refine') lines.push(...linesOf({ product, partition }, 'land', land, query));
      if (query.stage !== 'land') lines.push(...linesOf({ product, partition }, 'refine', refine, query));
    }
    return lines;
  }
}

const countsAs = (name: 'accepted' | 'inFlight', counted: readonly MinuteCount[]): Parts =>
  counted.map(({ minute, records }) => [minute, { [name]: records }]);

function linesOf(
  { product, partition }: Partition,
  stage: Stage,
  parts: Parts,
  query: LedgerQuery,
): readonly LedgerLine[] {
  const place = { product: product.name, stage, topic: product.event.topic, partition };
  if (!query.byMinute) {
    const counts = parts.reduce((sum, [, part]) => plus(sum, part), NOTHING);
    return [{ ...place, ...counts, balanced: isBalanced(stage, counts) }];
  }
  return [...sumByMinute(parts)]
    .filter(([minute]) => minute >= (query.from ?? -Infinity) && minute < (query.to ?? Infinity))
    .map(([minute, counts]) => ({ ...place, minute, ...counts, balanced: isBalanced(stage, counts) }));
}
