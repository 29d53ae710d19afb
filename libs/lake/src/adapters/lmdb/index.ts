import type { LmdbClient } from '@dataforge/clients/lmdb';
import { ConfigurationError, err, ok } from '@dataforge/kernel';
import {
  changed,
  changedBy,
  NOTHING_LANDED,
  type LandedChange,
  type LandedPartition,
  type LandedRecords,
} from '../../domain/landed-counts.ts';
import type { LandedRange, LandingIndex } from '../../ports/landing-index.ts';

type PartitionKey = [topic: string, partition: number];
type NumberKey = [topic: string, partition: number, number: number];

const LAST = Number.MAX_SAFE_INTEGER;

const openStores = (client: LmdbClient) => ({
  ranges: client.openDB<LandedRange, NumberKey>({ name: 'landed-ranges', encoding: 'json' }),
  minutes: client.openDB<LandedRecords, NumberKey>({ name: 'landed-minutes', encoding: 'json' }),
  partitions: client.openDB<LandedPartition, PartitionKey>({ name: 'landed-partitions', encoding: 'json' }),
});

/** The last range that begins at the position or before it, if it does not end before. */
function rangeHolding(
  ranges: ReturnType<typeof openStores>['ranges'],
  place: NumberKey,
): LandedRange | undefined {
  const [topic, partition, position] = place;
  const before = { start: place, end: [topic, partition, -1], reverse: true, limit: 1 };
  for (const { value } of ranges.getRange(before)) if (position < value.next) return value;
  return undefined;
}

/**
 * The landing index in LMDB: the ranges whose objects are there under [topic, partition, first position], counts under
 * [topic, partition, minute], and what they add up to under [topic, partition]; all are moved in one transaction, so
 * that nothing has to be added up to be read.
 */
export function lmdbLandingIndex({ client }: { client: LmdbClient }): LandingIndex {
  const { ranges, minutes, partitions } = openStores(client);
  const partitionOf = (topic: string, partition: number) =>
    partitions.get([topic, partition]) ?? NOTHING_LANDED;
  for (const [topic, partition] of ranges.getKeys({ limit: 1 }))
    if (!partitions.doesExist([topic, partition]))
      throw new ConfigurationError('The data directory cannot be used:', [
        'its landing index was written by another version of this program. Set DATAFORGE_DATA_DIR to an empty directory',
      ]);

  /** In a transaction. */
  function count(change: LandedChange, range: LandedRange): void {
    const { topic, partition } = range;
    for (const { minute, records } of range.minutes) {
      const held = minutes.get([topic, partition, minute]) ?? NOTHING_LANDED;
      minutes.put([topic, partition, minute], changed(held, change, records));
    }
    partitions.put([topic, partition], changedBy(partitionOf(topic, partition), change, range));
  }

  return {
    landedThrough: async (topic, partition) => partitionOf(topic, partition).landedThrough,
    async advance(expected, range) {
      const { topic, partition, first } = range;
      const current = await client.transaction(() => {
        const { landedThrough } = partitionOf(topic, partition);
        if (landedThrough !== expected) return landedThrough;
        ranges.put([topic, partition, first], range);
        count('landing', range);
        return expected;
      });
      return current === expected ? ok(undefined) : err({ kind: 'moved', landedThrough: current });
    },
    async *ranges(topic, partition) {
      const all = { start: [topic, partition, 0], end: [topic, partition, LAST] };
      for (const { value } of ranges.getRange(all)) yield value;
    },
    rangeAt: async (topic, partition, position) => rangeHolding(ranges, [topic, partition, position]),
    async counts(topic, partition, range) {
      const { landedThrough, minutesFrom, landed, expired } = partitionOf(topic, partition);
      if (!range) return { landedThrough, minutesFrom, minutes: [{ minute: 0, landed, expired }] };
      const start = [topic, partition, Math.max(minutesFrom, range.from ?? 0)];
      const found = minutes.getRange({ start, end: [topic, partition, range.to ?? LAST] });
      const counted = [...found].map(({ key, value }) => ({ minute: key[2], ...value }));
      return { landedThrough, minutesFrom, minutes: counted };
    },
    expire: ({ topic, partition, first }) =>
      client.transaction(() => {
        const held = ranges.get([topic, partition, first]);
        if (!held) return;
        ranges.remove([topic, partition, first]);
        count('expiry', held);
      }),
    async trimMinutes(topic, partition, before) {
      await client.transaction(() => {
        const held = partitionOf(topic, partition);
        const minutesFrom = Math.max(held.minutesFrom, before);
        partitions.put([topic, partition], { ...held, minutesFrom });
      });
      await client.removeRange(minutes, { start: [topic, partition, 0], end: [topic, partition, before] });
    },
    async sizeBytes() {
      let bytes = 0;
      for (const { value } of partitions.getRange()) bytes += value.bytes;
      return bytes;
    },
  };
}
