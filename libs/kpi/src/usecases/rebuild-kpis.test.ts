import type { OutboxEntry } from '@dataforge/lake';
import { simulatedClock } from '@dataforge/testkit';
import { memoryKpiStore } from '../adapters/memory/index.ts';
import { kpiPoint } from '../testing/points.ts';
import { rebuildKpis } from './rebuild-kpis.ts';

const points = (kpi: string, sequence: number, buckets: readonly number[]) =>
  buckets.map((bucket) => kpiPoint(bucket, sequence, { kpi, sequence }));

/** The refine store's side: what waits, what gold would publish, and which KPIs it has not published. */
function outboxOf(waits: readonly OutboxEntry[], gold: readonly OutboxEntry[], unpublished: string[] = []) {
  let waiting = [...waits];
  return {
    outbox: async (limit: number) => waiting.slice(0, limit),
    async delivered(done: readonly OutboxEntry[]) {
      waiting = waiting.filter((entry) => !done.includes(entry));
    },
    unpublished: async () => unpublished.splice(0),
    async republish(kpis: readonly string[]) {
      waiting = [
        ...waiting.filter(({ kpi }) => !kpis.includes(kpi)),
        ...gold.filter(({ kpi }) => kpis.includes(kpi)),
      ];
    },
  };
}

describe('rebuilding the KPIs', () => {
  const store = () => memoryKpiStore();
  const clock = simulatedClock(0);
  const kpis = [{ id: 'a' }, { id: 'b' }];
  const gold = [...points('a', 9, [0, 60_000]), ...points('b', 9, [0])];

  it('fills a store that was never written with all that gold holds', async () => {
    const filled = store();

    const delivery = await rebuildKpis({ outbox: outboxOf([], gold), store: filled, clock }, { kpis })();

    expect(delivery.delivered).toBe(3);
    expect(await filled.series('a', 0, 1e9, 9)).toEqual(gold.slice(0, 2));
  });

  it('only delivers what waits when all is published', async () => {
    const written = store();
    await written.upsert(points('a', 1, [0]));

    const delivery = await rebuildKpis(
      { outbox: outboxOf(points('b', 2, [0]), gold), store: written, clock },
      { kpis },
    )();

    expect(delivery.delivered).toBe(1);
    expect((await written.newest('a', 1e15, 1))[0]?.sequence).toBe(1);
  });

  it('gives a KPI that is defined anew its history, without the points it no longer has', async () => {
    const written = store();
    await written.upsert([...points('a', 1, [0, 120_000]), ...points('b', 1, [0])]);

    await rebuildKpis(
      { outbox: outboxOf(points('a', 2, [120_000]), gold, ['a']), store: written, clock },
      { kpis },
    )();

    expect(await written.series('a', 0, 1e9, 9)).toEqual(gold.slice(0, 2));
    expect((await written.newest('b', 1e15, 1))[0]?.sequence).toBe(1);
  });

  it('does the rest at the next start after a crash', async () => {
    const written = store();
    await written.upsert(points('a', 1, [0]));
    const outbox = outboxOf([], gold, ['a']);
    const crashing = {
      ...outbox,
      delivered: async () => {
        throw new Error('killed');
      },
    };
    await expect(rebuildKpis({ outbox: crashing, store: written, clock }, { kpis })()).rejects.toThrow(
      'killed',
    );

    await rebuildKpis({ outbox, store: written, clock }, { kpis })();

    expect(await written.series('a', 0, 1e9, 9)).toEqual(gold.slice(0, 2));
  });
});
