import type { EventLog } from '@dataforge/events';
import type { AcceptedCounts } from '../ports/accepted-counts.ts';

/** Counts what the log took since the last count and stores it, so that it is known after the log is trimmed. */
export const countAccepted =
  ({ log, accepted }: { log: Pick<EventLog, 'ends' | 'census'>; accepted: AcceptedCounts }) =>
  async (topic: string): Promise<void> => {
    for (const { partition, end } of await log.ends(topic)) {
      const from = await accepted.countedThrough(topic, partition);
      if (end <= from) continue;
      const minutes = await log.census(topic, partition, from, end);
      await accepted.add(topic, partition, { from, through: end, minutes });
    }
  };
