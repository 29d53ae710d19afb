import { DAY_MS, type Clock } from '@dataforge/kernel';
import type { LandedRange, LandingIndex } from '../ports/landing-index.ts';
import type { LandingStore } from '../ports/landing-store.ts';

/**
 * Deletes the landing objects that retention has passed: first the object, then its mark, so that a crash between the
 * two repeats harmlessly. Returns how many went.
 */
export const expireLanding =
  ({ store, index, clock }: { store: LandingStore; index: LandingIndex; clock: Clock }) =>
  async (topic: string, partitions: number, retentionDays: number): Promise<number> => {
    const before = clock.now() - retentionDays * DAY_MS;
    let expired = 0;
    for (let partition = 0; partition < partitions; partition += 1) {
      const due: LandedRange[] = [];
      for await (const range of index.ranges(topic, partition)) {
        if (range.lastAppendedAt >= before) break;
        due.push(range);
      }
      for (const range of due) {
        await store.delete(range.key);
        await index.expire(range);
        expired += 1;
      }
    }
    return expired;
  };
