import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { structuredRecord } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { err, silentLog } from '@dataforge/kernel';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { openLake } from '../adapters/duckdb/open-lake.ts';
import type { RefineStore } from '../ports/refine-store.ts';
import { meterProduct } from '../testing/meter-product.ts';
import { refine } from './refine.ts';

const T0 = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('a batch for which the memory is too small', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lake-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** A session that refines bodies into a lake, all in one batch; a commit of more rows than `mostRows` is too large. */
  async function refining(
    bodies: readonly string[],
    { memoryLimit = '500MB', mostRows = Infinity }: { memoryLimit?: string; mostRows?: number },
  ) {
    const clock = simulatedClock(T0);
    const lake = await openLake(directory, meterProduct, { memoryLimit });
    const sizes: number[] = [];
    const store: RefineStore = {
      ...lake.store,
      commit: async (batch) => {
        sizes.push(batch.rows.length);
        if (batch.rows.length > mostRows) return err({ kind: 'too-large', detail: 'no memory' });
        return lake.store.commit(batch);
      },
    };
    const log = memoryEventLog({ clock });
    const { topic } = meterProduct.event;
    await log.ensureTopics([{ name: topic, partitions: 2, retentionMs: 1 }]);
    const records = bodies.map((body) => structuredRecord('s', Buffer.from(body)));
    await log.append([{ topic, records }]);
    const session = await refine(
      { log, store, clock, random: seededRandom(1), logger: silentLog },
      { product: meterProduct, group: 'refine', maxRecords: 1_000, maxBytes: 1e7, maxWaitMs: 0 },
    ).open();
    const fates = async () =>
      Object.fromEntries((await lake.store.fates('meter')).counts.map((c) => [c.fate, c.records]));
    return { session, sizes, fates, close: lake.close };
  }

  const reading = (n: number): string =>
    JSON.stringify({
      specversion: '1.0',
      source: 's',
      type: meterProduct.event.type,
      id: `${n}`,
      time: new Date(T0).toISOString(),
      data: { meterId: 'm', reading: n },
    });

  it('is refined in parts that fit, and none of its records is dead-lettered', async () => {
    const readings = [1, 2, 3, 4, 5, 6].map(reading);
    const { session, sizes, fates, close } = await refining(readings, { mostRows: 2 });
    expect(await session.step()).toBe('refined');
    expect(sizes).toEqual([6, 3, 1, 2, 3, 1, 2]);
    expect(await fates()).toEqual({ refined: 6 });
    close();
  });

  it('is waited out when it holds a single record', async () => {
    const { session, fates, close } = await refining(['no event'], { memoryLimit: '40MB' });
    await expect(session.step()).rejects.toMatchObject({
      nature: 'retriable',
      message: expect.stringContaining('duckdb.memoryLimit'),
    });
    expect(await fates()).toEqual({});
    close();
  });
});
