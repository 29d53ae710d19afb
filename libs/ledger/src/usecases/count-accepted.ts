import type { EventLog } from '@dataforge/events';
import type { AcceptedCounts } from '../ports/accepted-counts.ts';

/**
 * Counts what the log took since the last count and stores it, so that it is known after the log is trimmed. The minute
 * that the last count ended in is counted again, whole, and overwritten.
 */
export const countAccepted =
  ({ log, accepted }: { log: Pick<EventLog, 'ends' | 'census' | 'positionAt'>; accepted: AcceptedCounts }) =>
  async (topic: string): Promise<void> => {
    for (const { partition, start, end } of await log.ends(topic)) {
      const held = await accepted.read(topic, partition);
      if (end <= held.countedThrough) continue;
      const lastMinute = held.minutes[held.minutes.length - 1]?.minute;
      const from = lastMinute === undefined ? start : await log.positionAt(topic, partition, lastMinute);
      const minutes = await log.census(topic, partition, from, end);
      await accepted.record(topic, partition, { countedThrough: end, minutes });
    }
  };
