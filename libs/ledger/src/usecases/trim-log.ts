import { DAY_MS, minuteOf, type Clock } from '@dataforge/kernel';
import type { EventLog, Position } from '@dataforge/events';
import type { LandingIndex, RefineStore } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import type { AcceptedCounts } from '../ports/accepted-counts.ts';

export interface TrimDeps {
  readonly log: Pick<EventLog, 'ends' | 'positionAt' | 'trim'>;
  readonly landing: Pick<LandingIndex, 'landedThrough'>;
  readonly store: Pick<RefineStore, 'progress'>;
  readonly accepted: Pick<AcceptedCounts, 'countedThrough'>;
  readonly clock: Clock;
}

/** Trims the log to its retention, whole minutes at a time, never past what is landed, refined and counted. */
export const trimLog =
  ({ log, landing, store, accepted, clock }: TrimDeps) =>
  async (product: Product): Promise<void> => {
    const { topic } = product.event;
    const kept = minuteOf(clock.now() - product.retentionDays.log * DAY_MS);
    const progress = await store.progress(product.name);
    for (const { partition, start } of await log.ends(topic)) {
      const refined = progress.find((held) => held.partition === partition)?.next ?? 0;
      const bounds = [
        await log.positionAt(topic, partition, kept),
        await landing.landedThrough(topic, partition),
        await accepted.countedThrough(topic, partition),
        refined,
      ];
      const before = Math.min(...bounds) as Position;
      if (before > start) await log.trim(topic, partition, before);
    }
  };
