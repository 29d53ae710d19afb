import type { LmdbClient } from '@dataforge/clients/lmdb';
import { ORIGIN, type Position } from '@dataforge/events';
import type { AcceptedCounts } from '../../ports/accepted-counts.ts';

const LAST = Number.MAX_SAFE_INTEGER;

/** Accepted counts in LMDB: records under [topic, partition, minute], how far they reach under [topic, partition]. */
export function lmdbAcceptedCounts({ client }: { client: LmdbClient }): AcceptedCounts {
  const minutes = client.openDB<number, [string, number, number]>({
    name: 'accepted-minutes',
    encoding: 'json',
  });
  const through = client.openDB<Position, [string, number]>({ name: 'accepted-through', encoding: 'json' });
  return {
    async read(topic, partition) {
      const held = minutes.getRange({ start: [topic, partition, 0], end: [topic, partition, LAST] });
      return {
        countedThrough: through.get([topic, partition]) ?? ORIGIN,
        minutes: [...held].map(({ key, value }) => ({ minute: key[2], records: value })),
      };
    },
    async record(topic, partition, counted) {
      await client.transaction(() => {
        for (const { minute, records } of counted.minutes) minutes.put([topic, partition, minute], records);
        through.put([topic, partition], counted.countedThrough);
      });
    },
  };
}
