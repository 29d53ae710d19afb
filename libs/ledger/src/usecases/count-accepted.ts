import type { EventLog, MinuteCount, Position } from '@dataforge/events';
import { MOST_STRETCH_MS, type AcceptedCounts } from '../ports/accepted-counts.ts';

export interface CountAcceptedDeps {
  readonly log: Pick<EventLog, 'ends' | 'census' | 'positionAt'>;
  readonly accepted: AcceptedCounts;
}

/** Counts what the log took since the last count and stores it, so that it is known after the log is trimmed. */
export const countAccepted =
  ({ log, accepted }: CountAcceptedDeps) =>
  async (topic: string): Promise<void> => {
    for (const { partition, end } of await log.ends(topic)) {
      let from = await accepted.countedThrough(topic, partition);
      if (end <= from) continue;
      let left = await log.census(topic, partition, from, end);
      for (let through: Position; from < end; from = through) {
        const until = startOf(left) + MOST_STRETCH_MS;
        const later = left.filter(({ minute }) => minute >= until);
        // Append times never go back: before this position are exactly the minutes before that time.
        through = later.length === 0 ? end : await log.positionAt(topic, partition, until);
        const minutes = left.filter(({ minute }) => minute < until);
        await accepted.add(topic, partition, { from, through, minutes });
        left = later;
      }
    }
  };

const startOf = (minutes: readonly MinuteCount[]): number => Math.min(...minutes.map(({ minute }) => minute));
