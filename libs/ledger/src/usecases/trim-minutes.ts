import { DAY_MS, minuteOf, type Clock } from '@dataforge/kernel';
import type { EventLog } from '@dataforge/events';
import type { LandingIndex } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import type { AcceptedCounts } from '../ports/accepted-counts.ts';

export interface TrimMinutesDeps {
  readonly log: Pick<EventLog, 'ends'>;
  readonly landing: Pick<LandingIndex, 'trimMinutes'>;
  readonly accepted: Pick<AcceptedCounts, 'trimMinutes'>;
  readonly clock: Clock;
}

/**
 * Forgets the counts of a minute once no zone holds its records any more; what they add up to stays. Gold does not
 * count: it holds windows.
 */
export const trimMinutes =
  ({ log, landing, accepted, clock }: TrimMinutesDeps) =>
  async ({ event: { topic }, retentionDays }: Product): Promise<void> => {
    const { gold: _windows, ...zones } = retentionDays;
    const before = minuteOf(clock.now() - Math.max(...Object.values(zones)) * DAY_MS);
    for (const { partition } of await log.ends(topic)) {
      await landing.trimMinutes(topic, partition, before);
      await accepted.trimMinutes(topic, partition, before);
    }
  };
