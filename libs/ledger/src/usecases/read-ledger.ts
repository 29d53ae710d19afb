import { ORIGIN, type EventLog, type MinuteCount, type Position } from '@dataforge/events';
import type { FateCount, FateReader, LandedCounts, LandingIndex } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import {
  byNewestMinute,
  COUNT_OF,
  isBalanced,
  NOTHING,
  type Counts,
  type LedgerLine,
  type Stage,
} from '../domain/ledger-line.ts';
import { plus, sumByMinute, type PartialCounts } from '../domain/sum-counts.ts';
import type { AcceptedCounts, CountedPartition } from '../ports/accepted-counts.ts';

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
  readonly accepted: Pick<AcceptedCounts, 'counts'>;
}

/** Counts by minute; without minutes, all under the minute 0. */
type Parts = readonly (readonly [minute: number, counts: PartialCounts])[];

/** What is done of a partition, as it is counted. */
interface Done {
  readonly partition: number;
  readonly accepted: CountedPartition;
  readonly landed: LandedCounts;
  readonly refinedThrough: Position;
  readonly fates: readonly FateCount[];
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
    const { topic } = product.event;
    const done = await doneOf(product, query);
    const ends = new Map((await deps.log.ends(topic)).map(({ partition, end }) => [partition, end]));
    const lines: LedgerLine[] = [];
    for (const { partition, accepted, landed, refinedThrough, fates } of done) {
      const inLog = (from: Position) => deps.log.census(topic, partition, from, ends.get(partition) ?? from);
      const all = countsAs('accepted', [...accepted.minutes, ...(await inLog(accepted.countedThrough))]);
      const land: Parts = [
        ...all,
        ...landed.minutes.map(({ minute, landed: n, expired }) => [minute, { landed: n, expired }] as const),
        ...countsAs('inFlight', await inLog(landed.landedThrough)),
      ];
      const refine: Parts = [
        ...all,
        ...fates.map(({ minute, fate, records }) => [minute, { [COUNT_OF[fate]]: records }] as const),
        ...countsAs('inFlight', await inLog(refinedThrough)),
      ];
      // Minutes of which a count is forgotten have no line: the rest of it would not balance.
      const from = Math.max(query.from ?? 0, accepted.minutesFrom, landed.minutesFrom);
      const place = { product: product.name, topic, partition };
      if (query.stage !== 'refine')
        lines.push(...linesOf({ ...place, stage: 'land' }, land, { ...query, from }));
      if (query.stage !== 'land')
        lines.push(...linesOf({ ...place, stage: 'refine' }, refine, { ...query, from }));
    }
    return lines;
  }

  async function doneOf({ name, event }: Product, query: LedgerQuery): Promise<readonly Done[]> {
    const range = query.byMinute ? { from: query.from, to: query.to } : undefined;
    const { progress, counts } = await deps.fates.fates(name, { byMinute: query.byMinute });
    const done: Done[] = [];
    for (const { partition } of await deps.log.ends(event.topic))
      if (query.partition === undefined || query.partition === partition)
        done.push({
          partition,
          accepted: await deps.accepted.counts(event.topic, partition, range),
          landed: await deps.landing.counts(event.topic, partition, range),
          refinedThrough: progress.find((held) => held.partition === partition)?.next ?? ORIGIN,
          fates: counts.filter((count) => count.partition === partition),
        });
    return done;
  }
}

const countsAs = (name: 'accepted' | 'inFlight', counted: readonly MinuteCount[]): Parts =>
  counted.map(({ minute, records }) => [minute, { [name]: records }]);

function linesOf(
  place: Pick<LedgerLine, 'product' | 'stage' | 'topic' | 'partition'>,
  parts: Parts,
  { byMinute, from = 0, to = Infinity }: LedgerQuery,
): readonly LedgerLine[] {
  const lineOf = (counts: Counts) => ({ ...place, ...counts, balanced: isBalanced(place.stage, counts) });
  if (!byMinute) return [lineOf(parts.reduce((sum, [, part]) => plus(sum, part), NOTHING))];
  return [...sumByMinute(parts)]
    .filter(([minute]) => minute >= from && minute < to)
    .map(([minute, counts]) => ({ ...lineOf(counts), minute }));
}
