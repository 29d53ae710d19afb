import { DAY_MS, type Clock } from '@dataforge/kernel';
import { REMEMBERED_DAYS, type DeliveryIds } from '../../ports/delivery-ids.ts';

export function memoryDeliveryIds({ clock }: { clock: Clock }): DeliveryIds {
  const held = new Map<string, number>();
  return {
    seen: async (key) => held.has(key),
    remember: async (key) => void held.set(key, clock.now()),
    async prune() {
      const before = clock.now() - REMEMBERED_DAYS * DAY_MS;
      const old = [...held].filter(([, at]) => at < before);
      for (const [key] of old) held.delete(key);
      return old.length;
    },
  };
}
