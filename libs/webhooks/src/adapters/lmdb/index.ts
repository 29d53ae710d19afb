import type { LmdbClient } from '@dataforge/clients/lmdb';
import { DAY_MS, type Clock } from '@dataforge/kernel';
import { REMEMBERED_DAYS, type DeliveryIds } from '../../ports/delivery-ids.ts';

/** Delivery ids in LMDB, with the time each was remembered; a second order by time makes pruning a range. */
export function lmdbDeliveryIds({ client, clock }: { client: LmdbClient; clock: Clock }): DeliveryIds {
  const ids = client.openDB<number, string>({ name: 'delivery-ids', encoding: 'json' });
  const byTime = client.openDB<true, [number, string]>({ name: 'delivery-ids-by-time', encoding: 'json' });
  return {
    seen: async (key) => ids.doesExist(key),
    async remember(key) {
      const at = clock.now();
      await client.transaction(() => {
        ids.put(key, at);
        byTime.put([at, key], true);
      });
    },
    async prune() {
      const before = clock.now() - REMEMBERED_DAYS * DAY_MS;
      let pruned = 0;
      await client.transaction(() => {
        for (const place of byTime.getKeys({ start: [0, ''], end: [before, ''] })) {
          byTime.remove(place);
          // Remembered again since: the later time counts.
          if (ids.get(place[1]) === place[0]) {
            ids.remove(place[1]);
            pruned += 1;
          }
        }
      });
      return pruned;
    },
  };
}
