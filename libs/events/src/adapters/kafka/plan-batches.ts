import { partitionOf } from '../../domain/partition-of.ts';
import type { AppendBatch, EventRecord } from '../../ports/event-log.ts';
import { sizeOf } from '../embedded/record-size.ts';

/** An append's records for one partition: all in one batch. */
export interface Share {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly EventRecord[];
  readonly bytes: number;
}

/** Shares of one partition that are written together. */
export interface PlannedBatch<S extends Share = Share> {
  readonly topic: string;
  readonly partition: number;
  readonly shares: readonly S[];
}

/** What an append has for each partition. `partitionsOf` gives how many a topic has. */
export function sharesOf(
  batches: readonly AppendBatch[],
  partitionsOf: (topic: string) => number,
): readonly Share[] {
  const shares = new Map<string, Share & { records: EventRecord[]; bytes: number }>();
  for (const { topic, records } of batches) {
    const partitions = partitionsOf(topic);
    for (const record of records) {
      const partition = partitionOf(record.key, partitions);
      const name = `${topic} ${partition}`;
      const share = shares.get(name) ?? { topic, partition, records: [], bytes: 0 };
      shares.set(name, share);
      share.records.push(record);
      share.bytes += sizeOf(record);
    }
  }
  return [...shares.values()];
}

/**
 * Puts shares of the same partition together, in their order, up to so many bytes. What is written at once is a round: one batch of
 * each partition.
 */
export function planRounds<S extends Share>(
  shares: readonly S[],
  sharedBytes: number,
): readonly (readonly PlannedBatch<S>[])[] {
  const rounds: PlannedBatch<S>[][] = [];
  for (const ofOne of byPartition(shares))
    cut(ofOne, sharedBytes).forEach((batch, round) => {
      rounds[round] = [...(rounds[round] ?? []), batch];
    });
  return rounds;
}

function byPartition<S extends Share>(shares: readonly S[]): readonly (readonly S[])[] {
  const partitions = new Map<string, S[]>();
  for (const share of shares) {
    const name = `${share.topic} ${share.partition}`;
    const held = partitions.get(name);
    if (held) held.push(share);
    else partitions.set(name, [share]);
  }
  return [...partitions.values()];
}

function cut<S extends Share>(shares: readonly S[], sharedBytes: number): readonly PlannedBatch<S>[] {
  const batches: (PlannedBatch<S> & { shares: S[] })[] = [];
  let bytes = Infinity;
  for (const share of shares) {
    const { topic, partition } = share;
    if (bytes + share.bytes > sharedBytes) {
      batches.push({ topic, partition, shares: [] });
      bytes = 0;
    }
    batches.at(-1)?.shares.push(share);
    bytes += share.bytes;
  }
  return batches;
}
