import { ORIGIN, type EventLog, type Position } from '@dataforge/events';
import type { RefineStore } from '@dataforge/lake';
import type { Product } from '@dataforge/products';

/** Append times, ms since the epoch; undefined where nothing waits. */
export interface Waiting {
  /** The oldest record without a fate. */
  readonly unrefinedAt: number | undefined;
  /** The oldest record that is not served: neither refined, nor its points delivered. */
  readonly unservedAt: number | undefined;
}

export type OldestWaiting = (product: Product) => Promise<Waiting>;

/** Looks at one record of each partition and at one entry of the outbox, however long the queue is. */
export const oldestWaiting =
  ({
    log,
    store,
  }: {
    readonly log: Pick<EventLog, 'ends' | 'read'>;
    readonly store: Pick<RefineStore, 'progress' | 'outbox'>;
  }): OldestWaiting =>
  async ({ name, event: { topic }, kpis }) => {
    const progress = new Map((await store.progress(name)).map(({ partition, next }) => [partition, next]));
    const times: number[] = [];
    for (const { partition, start, end } of await log.ends(topic)) {
      const from = Math.max(start, progress.get(partition) ?? ORIGIN) as Position;
      if (from >= end) continue;
      const read = await log.read({ topic, partition, from, maxRecords: 1, maxBytes: 1 });
      if (read.ok) times.push(...read.value.records.map(({ appendedAt }) => appendedAt));
    }
    const unrefinedAt = oldest(times);
    const [head] = await store.outbox(1);
    const ours = head && kpis.some(({ id }) => id === head.kpi);
    return { unrefinedAt, unservedAt: oldest(ours ? [...times, head.appendedAt] : times) };
  };

const oldest = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times);
