import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORIGIN, sendDeadLetters, structuredRecord } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { err, silentLog } from '@dataforge/kernel';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { openLake } from '../adapters/duckdb/open-lake.ts';
import type { RefineStore } from '../ports/refine-store.ts';
import { meterProduct } from '../testing/meter-product.ts';
import { refine } from './refine.ts';

const T0 = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('a batch that the engine refuses', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lake-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /**
   * A session that refines bodies into a lake, all in one batch; a commit of more rows than `mostRows` is too large, one with
   * the id `poison` is refused for what it holds.
   */
  async function refining(
    bodies: readonly string[],
    {
      memoryLimit = '500MB',
      mostRows = Infinity,
      poison = '',
    }: { memoryLimit?: string; mostRows?: number; poison?: string },
  ) {
    const clock = simulatedClock(T0);
    const lake = await openLake(directory, meterProduct, { memoryLimit });
    const sizes: number[] = [];
    const store: RefineStore = {
      ...lake.store,
      commit: async (batch) => {
        sizes.push(batch.rows.length);
        if (batch.rows.length > mostRows) return err({ kind: 'too-large', detail: 'no memory' });
        if (batch.rows.some(({ id }) => id === poison))
          return err({ kind: 'poison', detail: 'no such number' });
        return lake.store.commit(batch);
      },
    };
    const log = memoryEventLog({ clock });
    const { topic } = meterProduct.event;
    await log.ensureTopics([topic, `${topic}.dlq`].map((name) => ({ name, partitions: 1, retentionMs: 1 })));
    const records = bodies.map((body) => structuredRecord('s', Buffer.from(body)));
    await log.append([{ topic, records }]);
    const session = await refine(
      {
        log,
        store,
        clock,
        random: seededRandom(1),
        logger: silentLog,
        deadLetters: sendDeadLetters({ log }),
      },
      { product: meterProduct, group: 'refine', maxRecords: 1_000, maxBytes: 1e7, maxWaitMs: 0 },
    ).open();
    const fates = async () =>
      Object.fromEntries((await lake.store.fates('meter')).counts.map((c) => [c.fate, c.records]));
    const deadLetters = async () => {
      const all = { from: ORIGIN, maxRecords: 100, maxBytes: 1e7 };
      const read = await log.read({ topic: `${topic}.dlq`, partition: 0, ...all });
      return read.ok ? read.value.records : [];
    };
    return { log, session, sizes, fates, deadLetters, close: lake.close };
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

  it('for want of memory is refined in parts that fit, and none of its records is dead-lettered', async () => {
    const readings = [1, 2, 3, 4, 5, 6].map(reading);
    const { session, sizes, fates, close } = await refining(readings, { mostRows: 2 });
    expect(await session.step()).toBe('refined');
    expect(sizes).toEqual([6, 3, 1, 2, 3, 1, 2]);
    expect(await fates()).toEqual({ refined: 6 });
    close();
  });

  it('for want of memory is waited out when it holds a single record', async () => {
    const { session, fates, close } = await refining(['no event'], { memoryLimit: '40MB' });
    await expect(session.step()).rejects.toMatchObject({
      nature: 'retriable',
      message: expect.stringContaining('duckdb.memoryLimit'),
    });
    expect(await fates()).toEqual({});
    close();
  });

  it('for what one record holds is refined without that one, which goes to the dead letters as it came', async () => {
    const readings = [1, 2, 3, 4].map(reading);
    const { session, fates, deadLetters, close } = await refining(readings, { poison: '3' });

    expect(await session.step()).toBe('refined');

    expect(await fates()).toEqual({ refined: 3, 'dead-lettered': 1 });
    const [letter, ...more] = await deadLetters();
    expect(more).toEqual([]);
    expect(Buffer.from(letter?.value ?? []).toString()).toBe(readings[2]);
    expect(letter?.headers).toMatchObject({
      'dlq-topic': meterProduct.event.topic,
      'dlq-stage': 'refine',
      'dlq-reason': 'no such number',
    });
    close();
  });

  it('waits where its dead letter is not taken, and commits no fate without it', async () => {
    const { log, session, fates, deadLetters, close } = await refining([reading(1)], { poison: '1' });
    const { append } = log;
    log.append = async () => err({ kind: 'unavailable', detail: 'away' });

    await expect(session.step()).rejects.toMatchObject({ nature: 'retriable' });

    expect(await fates()).toEqual({});
    log.append = append;
    expect(await deadLetters()).toEqual([]);
    close();
  });
});
