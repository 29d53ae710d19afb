import fc from 'fast-check';
import { DAY_MS, InfrastructureError, silentLog } from '@dataforge/kernel';
import type { EventLog, LogRecord, Position } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { memoryLandingIndex, memoryLandingStore } from '../adapters/memory/index.ts';
import { decodeLanding, encodeLanding } from '../domain/landing-object.ts';
import type { LandingIndex } from '../ports/landing-index.ts';
import { expireLanding } from './expire-landing.ts';
import { land } from './land.ts';

const clock = simulatedClock(Date.UTC(2026, 10, 23));

async function open(index: LandingIndex = memoryLandingIndex(), partitions = 1) {
  const log = memoryEventLog({ clock });
  await log.ensureTopics([{ name: 't', partitions, retentionMs: 1 }]);
  const store = memoryLandingStore();
  const landing = (maxRecords: number) =>
    land(
      { log, store, index, clock, random: seededRandom(1), logger: silentLog },
      { topic: 't', group: 'land', maxRecords, maxBytes: 1e6, lingerMs: 10 },
    );
  return { log, store, index, landing };
}

const append = (log: EventLog, from: number, count: number, key = 'k') =>
  log.append([
    {
      topic: 't',
      records: Array.from({ length: count }, (_, i) => ({
        key,
        headers: {},
        value: Buffer.from(`{"n":${from + i}}`),
      })),
    },
  ]);

async function landed(store: ReturnType<typeof memoryLandingStore>): Promise<readonly string[]> {
  const values: string[] = [];
  for await (const { key } of store.list('t/'))
    for (const record of await decodeLanding((await store.get(key)) as Uint8Array))
      values.push(Buffer.from(record.value).toString());
  return values;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `{"n":${n}}`);

describe('landing', () => {
  it('writes every record once, in order, whatever the cuts', async () => {
    const { log, store, landing } = await open();
    await append(log, 0, 7);
    const lander = landing(3);
    while ((await lander.step(0)).kind !== 'idle');
    await append(log, 7, 2);
    expect(await lander.step(0)).toMatchObject({ kind: 'landed', range: { records: 2, wellFormed: 2 } });
    expect(await landed(store)).toEqual(numbers(9));
  });

  it('leaves what was appended days later for another object', async () => {
    const { log, store, landing } = await open();
    await append(log, 0, 2);
    await clock.advance(2 * DAY_MS);
    await append(log, 2, 1);
    const lander = landing(100);
    expect(await lander.step(0)).toMatchObject({ kind: 'landed', range: { records: 2 } });
    expect(await lander.step(0)).toMatchObject({ kind: 'landed', range: { records: 1 } });
    expect(await landed(store)).toEqual(numbers(3));
  });

  it('takes over an object that a crash left without its mark, and drops what it holds from a larger cut', async () => {
    const index = memoryLandingIndex();
    let crash = true;
    const forgetful: LandingIndex = {
      ...index,
      advance: (expected, range) =>
        crash ? Promise.reject(new Error('crash')) : index.advance(expected, range),
    };
    const { log, store, landing } = await open(forgetful);
    await append(log, 0, 4);
    await expect(landing(2).step(0)).rejects.toThrow('crash');
    crash = false;
    const lander = landing(100);
    expect(await lander.step(0)).toMatchObject({ kind: 'adopted', range: { records: 2 } });
    expect(await lander.step(0)).toMatchObject({ kind: 'landed', range: { records: 2 } });
    expect(await landed(store)).toEqual(numbers(4));
  });

  it('stands back when another lander was first', async () => {
    const index = memoryLandingIndex();
    const { log, store, landing } = await open(index);
    await append(log, 0, 4);
    const [one, other] = await Promise.all([landing(2).step(0), landing(4).step(0)]);
    expect([one.kind, other.kind].sort()).not.toEqual(['landed', 'landed']);
    while ((await landing(4).step(0)).kind !== 'idle');
    expect(await landed(store)).toEqual(numbers(4));
  });

  it('waits while storage is away, and lands everything when it is told to stop', async () => {
    const { log, store, index } = await open();
    let failures = 2;
    const flaky = {
      ...store,
      putIfAbsent: (key: string, bytes: Uint8Array) =>
        failures-- > 0
          ? Promise.reject(new InfrastructureError('away', 'retriable'))
          : store.putIfAbsent(key, bytes),
    };
    await append(log, 0, 5);
    const impatient = { now: clock.now, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
    const lander = land(
      { log, store: flaky, index, clock: impatient, random: seededRandom(1), logger: silentLog },
      { topic: 't', group: 'land', maxRecords: 100, maxBytes: 1e6, lingerMs: 0 },
    );
    const stop = new AbortController();
    const running = lander.run(stop.signal);
    while ((await landed(store)).length < 5) await impatient.sleep();
    await append(log, 5, 2);
    stop.abort();
    await running;
    expect(await landed(store)).toEqual(numbers(7));
  });

  describe('while it runs', () => {
    const LINGER = 60_000;
    /** Starts a lander, and gives how the records are cut into objects. */
    async function start(
      limits: { readonly maxRecords?: number; readonly maxBytes?: number } = {},
      backlog = 0,
    ) {
      const { log, store, index } = await open();
      await append(log, 0, backlog);
      const reads: number[] = [];
      const watched: EventLog = {
        ...log,
        read: async (request) => {
          const read = await log.read(request);
          if (read.ok && read.value.records.length > 0) reads.push(read.value.records.length);
          return read;
        },
      };
      const stop = new AbortController();
      const lander = land(
        { log: watched, store, index, clock, random: seededRandom(1), logger: silentLog },
        { topic: 't', group: 'g', maxRecords: 100, maxBytes: 1e6, lingerMs: LINGER, ...limits },
      );
      const running = lander.run(stop.signal);
      const cuts = async () => {
        const records: number[] = [];
        for await (const range of index.ranges('t', 0)) records.push(range.records);
        return records;
      };
      return {
        log,
        cuts,
        reads,
        /** Compressing takes turns that no clock counts. */
        until: async (objects: number) => {
          while ((await cuts()).length < objects) await new Promise(setImmediate);
          return cuts();
        },
        stop: () => (stop.abort(), running),
      };
    }

    it('lets records share an object, and the first of them wait no longer than it is told', async () => {
      const { log, cuts, until, stop } = await start();
      await append(log, 0, 1);
      await clock.advance(LINGER - 10_000);
      expect(await cuts()).toEqual([]);
      await append(log, 1, 2);
      await clock.advance(15_000);
      expect(await until(1)).toEqual([3]);

      await append(log, 3, 1);
      await clock.advance(LINGER - 10_000);
      expect(await cuts()).toEqual([3]);
      await stop();
    });

    it.each([
      ['records', { maxRecords: 3 }],
      ['bytes', { maxBytes: 3 * '{"n":0}'.length }],
    ])('lands an object at once that is full by its %s', async (_, limits) => {
      const { log, cuts, until, stop } = await start(limits);
      await append(log, 0, 2);
      await clock.advance(10_000);
      expect(await cuts()).toEqual([]);
      await append(log, 2, 5);
      await clock.advance(10_000);
      expect(await until(2)).toEqual([3, 3]);
      await clock.advance(10_000);
      expect(await cuts()).toEqual([3, 3]);
      await stop();
    });

    it('reads what waited before it began only once', async () => {
      const { until, reads, stop } = await start({ maxRecords: 3 }, 9);

      expect(await until(3)).toEqual([3, 3, 3]);

      expect(reads).toEqual([3, 3, 3]);
      await stop();
    });

    it('lands what waits when it is told to stop', async () => {
      const { log, cuts, stop } = await start();
      await append(log, 0, 2);
      await clock.advance(10_000);
      await stop();
      expect(await cuts()).toEqual([2]);
    });
  });

  it('ends on a failure that waiting does not mend', async () => {
    const { log, store, index } = await open();
    const broken = { ...store, putIfAbsent: () => Promise.reject(new Error('a bug')) };
    await append(log, 0, 1);
    const lander = land(
      { log, store: broken, index, clock, random: seededRandom(1), logger: silentLog },
      { topic: 't', group: 'g', maxRecords: 1, maxBytes: 1, lingerMs: 1 },
    );
    await expect(lander.run(new AbortController().signal)).rejects.toThrow('a bug');
  });

  it('deletes what retention has passed, and says so in its counts', async () => {
    const { log, store, index, landing } = await open();
    await append(log, 0, 3);
    await landing(10).step(0);
    await clock.advance(2 * 86_400_000);
    await append(log, 3, 1);
    await landing(10).step(0);
    expect(await expireLanding({ log, store, index, clock })('t', 1)).toBe(1);
    expect(await landed(store)).toEqual(['{"n":3}']);
    const { minutes } = await index.counts('t', 0, {});
    expect(minutes.map(({ landed: n, expired }) => [n, expired])).toEqual([
      [0, 3],
      [1, 0],
    ]);
  });

  it('deletes it in every partition of the log', async () => {
    const { log, store, index, landing } = await open(memoryLandingIndex(), 3);
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await append(log, 0, 1, key);
    for (const partition of [0, 1, 2])
      expect(await landing(10).step(partition)).toMatchObject({ kind: 'landed' });
    await clock.advance(2 * 86_400_000);

    expect(await expireLanding({ log, store, index, clock })('t', 1)).toBe(3);
    expect(await landed(store)).toEqual([]);
  });
});

describe('a landing object', () => {
  const records: fc.Arbitrary<readonly LogRecord[]> = fc.array(
    fc.record({
      partition: fc.nat(9),
      position: fc.nat().map((n) => n as Position),
      appendedAt: fc.integer({ min: 0, max: 4e12 }),
      key: fc.string(),
      headers: fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.string()),
      value: fc.oneof(
        fc.uint8Array(),
        fc.string().map((s) => new Uint8Array(Buffer.from(s))),
      ),
    }),
  );

  it('gives back any records', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (given) => {
        const back = await decodeLanding(await encodeLanding(given));
        expect(back.map((r) => ({ ...r, value: [...r.value], headers: { ...r.headers } }))).toEqual(
          given.map((r) => ({ ...r, value: [...r.value], headers: { ...r.headers } })),
        );
      }),
    );
  });

  it('has the same bytes for the same records', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (given) => {
        expect(Buffer.from(await encodeLanding(given))).toEqual(Buffer.from(await encodeLanding(given)));
      }),
      { numRuns: 20 },
    );
  });
});
