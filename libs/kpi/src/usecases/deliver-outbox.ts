import type { Clock } from '@dataforge/kernel';
import type { OutboxEntry, RefineStore } from '@dataforge/lake';
import type { KpiPoint, KpiStore } from '../ports/kpi-store.ts';

export interface Delivery {
  readonly delivered: number;
  /** Append time (ms since the epoch) of the newest record behind what was delivered; null if nothing was. */
  readonly newestAppendedAt: number | null;
}

/** Once the signal aborts, no further page is begun: what is left is delivered another time. */
export type DeliverOutbox = (signal?: AbortSignal) => Promise<Delivery>;

export interface DeliverOutboxPorts {
  readonly outbox: Pick<RefineStore, 'outbox' | 'delivered'>;
  readonly store: KpiStore;
  readonly clock: Clock;
  /** Told of the points once they are stored; again, where the outbox could not forget them. */
  readonly onDelivered?: (points: readonly KpiPoint[]) => void;
}

const PAGE = 2_000;

/**
 * Carries the outbox into the KPI store until it is empty. Points are stored first and then forgotten by the
 * outbox: after a crash between the two they are delivered again, which changes nothing.
 */
export const deliverOutbox =
  (
    { outbox, store, clock, onDelivered }: DeliverOutboxPorts,
    { page = PAGE }: { readonly page?: number } = {},
  ) =>
  async (signal?: AbortSignal): Promise<Delivery> => {
    let delivered = 0;
    let newestAppendedAt: number | null = null;
    for (;;) {
      const entries = await outbox.outbox(page);
      if (entries.length === 0) break;
      const points = entries.map(pointOf);
      await store.upsert(points, clock.now());
      // Whoever follows need not wait until the outbox may write: a batch may be in its way.
      onDelivered?.(points);
      await outbox.delivered(entries);
      delivered += entries.length;
      for (const { appendedAt } of entries)
        newestAppendedAt = newestAppendedAt === null ? appendedAt : Math.max(newestAppendedAt, appendedAt);
      if (entries.length < page || signal?.aborted) break;
    }
    return { delivered, newestAppendedAt };
  };

/** A value that is no number, such as zero divided by zero, is a gap. */
const pointOf = (entry: OutboxEntry): KpiPoint => ({
  kpi: entry.kpi,
  bucket: entry.bucket,
  value: entry.value !== null && Number.isFinite(entry.value) ? entry.value : null,
  weight: Number.isFinite(entry.weight) ? entry.weight : 0,
  corrections: entry.corrections,
  watermark: entry.watermark,
  appendedAt: entry.appendedAt,
  sequence: entry.sequence,
});
