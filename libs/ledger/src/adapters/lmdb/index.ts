import type { LmdbClient } from '@dataforge/clients/lmdb';
import { NOTHING_COUNTED, recordsIn, type Counted } from '../../domain/counted.ts';
import type { AcceptedCounts } from '../../ports/accepted-counts.ts';

const LAST = Number.MAX_SAFE_INTEGER;

const openStores = (client: LmdbClient) => ({
  minutes: client.openDB<number, [string, number, number]>({ name: 'accepted-minutes', encoding: 'json' }),
  partitions: client.openDB<Counted, [string, number]>({ name: 'accepted-partitions', encoding: 'json' }),
});

/**
 * Accepted counts in LMDB: records under [topic, partition, minute], and what they add up to under [topic, partition];
 * both are moved in one transaction, so that nothing has to be added up to be read.
 */
export function lmdbAcceptedCounts({ client }: { client: LmdbClient }): AcceptedCounts {
  const { minutes, partitions } = openStores(client);
  const partitionOf = (topic: string, partition: number) =>
    partitions.get([topic, partition]) ?? NOTHING_COUNTED;
  return {
    countedThrough: async (topic, partition) => partitionOf(topic, partition).countedThrough,
    add: (topic, partition, { from, through, minutes: added }) =>
      client.transaction(() => {
        const held = partitionOf(topic, partition);
        if (held.countedThrough !== from) return;
        for (const { minute, records } of added) {
          const key: [string, number, number] = [topic, partition, minute];
          minutes.put(key, (minutes.get(key) ?? 0) + records);
        }
        const records = held.records + recordsIn(added);
        partitions.put([topic, partition], { ...held, countedThrough: through, records });
      }),
    async counts(topic, partition, range) {
      const { countedThrough, minutesFrom, records } = partitionOf(topic, partition);
      if (!range) return { countedThrough, minutesFrom, minutes: [{ minute: 0, records }] };
      const start = [topic, partition, Math.max(minutesFrom, range.from ?? 0)];
      const found = minutes.getRange({ start, end: [topic, partition, range.to ?? LAST] });
      const counted = [...found].map(({ key, value }) => ({ minute: key[2], records: value }));
      return { countedThrough, minutesFrom, minutes: counted };
    },
    async trimMinutes(topic, partition, before) {
      await client.transaction(() => {
        const held = partitionOf(topic, partition);
        const minutesFrom = Math.max(held.minutesFrom, before);
        partitions.put([topic, partition], { ...held, minutesFrom });
      });
      await client.removeRange(minutes, { start: [topic, partition, 0], end: [topic, partition, before] });
    },
  };
}
