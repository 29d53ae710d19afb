import { DAY_MS, type Clock } from '@dataforge/kernel';
import type { EventLog } from '@dataforge/events';
import type { LandedRange, LandingIndex } from '../ports/landing-index.ts';
import type { LandingStore } from '../ports/landing-store.ts';

export interface ExpireLandingDeps {
  readonly log: Pick<EventLog, 'ends'>;
  readonly store: LandingStore;
  readonly index: LandingIndex;
  readonly clock: Clock;
}

/**
 * Deletes the landing objects that retention has passed: first the object, then its mark, so that a crash between the
 * two repeats harmlessly. Returns how many went.
 */
export const expireLanding =
  ({ log, store, index, clock }: ExpireLandingDeps) =>
  async (topic: string, retentionDays: number): Promise<number> => {
    const before = clock.now() - retentionDays * DAY_MS;
    let expired = 0;
    for (const { partition } of await log.ends(topic)) {
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
