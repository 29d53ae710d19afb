import type { OutboxEntry } from '@dataforge/lake';
import { simulatedClock } from '@dataforge/testkit';
import { memoryKpiStore } from '../adapters/memory/index.ts';
import { kpiPoint } from '../testing/points.ts';
import { deliverOutbox } from './deliver-outbox.ts';

/** An outbox as the refine store keeps it: in order, forgetting what was delivered. */
function outboxOf(entries: readonly OutboxEntry[]) {
  let waiting = [...entries];
  return {
    waiting: () => waiting,
    outbox: async (limit: number) => waiting.slice(0, limit),
    async delivered(done: readonly OutboxEntry[]) {
      waiting = waiting.filter((entry) => !done.includes(entry));
    },
  };
}

const clock = simulatedClock(7_000);
const entries = [1, 2, 3, 4, 5].map((n) => kpiPoint(n * 60_000, n, { sequence: n, appendedAt: 1_000 - n }));

describe('delivering the outbox', () => {
  it('begins no further page once it is told to stop, and leaves the rest in the outbox', async () => {
    const store = memoryKpiStore();
    const stopping = new AbortController();
    const deliver = deliverOutbox(
      { outbox: outboxOf(entries), store, clock, onDelivered: () => stopping.abort() },
      { page: 2 },
    );

    expect(await deliver(stopping.signal)).toMatchObject({ delivered: 2 });
    expect(await deliver()).toMatchObject({ delivered: 3 });
  });

  it('stores all pages, empties the outbox and tells how fresh the newest was', async () => {
    const store = memoryKpiStore();
    const outbox = outboxOf(entries);
    const told: number[] = [];

    const delivery = await deliverOutbox(
      { outbox, store, clock, onDelivered: (points) => told.push(points.length) },
      { page: 2 },
    )();

    expect(delivery).toEqual({ delivered: 5, newestAppendedAt: 999 });
    expect(told).toEqual([2, 2, 1]);
    expect(outbox.waiting()).toEqual([]);
    expect(await store.series('telemetry.readings', 0, 1e9, 10)).toEqual(entries);
    expect(await store.storedAt(5)).toBe(7_000);
  });

  it('has nothing to do with an empty outbox', async () => {
    const store = memoryKpiStore();

    expect(await deliverOutbox({ outbox: outboxOf([]), store, clock })()).toEqual({
      delivered: 0,
      newestAppendedAt: null,
    });
    expect(await store.empty()).toBe(true);
  });

  it('gives the same store after a crash between storing and forgetting', async () => {
    const store = memoryKpiStore();
    const outbox = outboxOf(entries);
    const crashing = {
      ...outbox,
      delivered: async () => {
        throw new Error('killed');
      },
    };
    await expect(deliverOutbox({ outbox: crashing, store, clock })()).rejects.toThrow('killed');

    await deliverOutbox({ outbox, store, clock })();

    expect(outbox.waiting()).toEqual([]);
    expect(await store.series('telemetry.readings', 0, 1e9, 10)).toEqual(entries);
  });

  it('stores what is no number as a gap', async () => {
    const store = memoryKpiStore();

    await deliverOutbox({
      outbox: outboxOf([kpiPoint(0, Number.NaN, { weight: Infinity })]),
      store,
      clock,
    })();

    expect(await store.newest('telemetry.readings', 1e15, 1)).toMatchObject([{ value: null, weight: 0 }]);
  });
});
