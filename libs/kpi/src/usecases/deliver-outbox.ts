import type { Clock } from '@dataforge/kernel';
import type { OutboxEntry, RefineStore } from '@dataforge/lake';
import type { KpiPoint, KpiStore } from '../ports/kpi-store.ts';

export interface Delivery {
  readonly delivered: number;
  /** Append time (ms since the epoch) of the newest record behind what was delivered; null if nothing was. */
  readonly newestAppendedAt: number | null;
}

export type DeliverOutbox = () => Promise<Delivery>;

export interface DeliverOutboxPorts {
  readonly outbox: Pick<RefineStore, 'outbox' | 'delivered'>;
  readonly store: KpiStore;
  readonly clock: Clock;
  /** Told of the points once they are stored. */
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
  async (): Promise<Delivery> => {
    let delivered = 0;
    let newestAppendedAt: number | null = null;
    for (;;) {
      const entries = await outbox.outbox(page);
      if (entries.length === 0) break;
      const points = entries.map(pointOf);
      await store.upsert(points, clock.now());
      await outbox.delivered(entries);
      onDelivered?.(points);
      delivered += entries.length;
      for (const { appendedAt } of entries)
        newestAppendedAt = newestAppendedAt === null ? appendedAt : Math.max(newestAppendedAt, appendedAt);
      if (entries.length < page) break;
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
