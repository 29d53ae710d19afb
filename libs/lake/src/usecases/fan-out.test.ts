import fc from 'fast-check';
import { structuredRecord, type DeadLetter, type LogRecord, type Position } from '@dataforge/events';
import { InfrastructureError, silentLog } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryLandingIndex, memoryLandingStore } from '../adapters/memory/index.ts';
import { decodeLanding } from '../domain/landing-object.ts';
import type { LandedQuality } from '../domain/landing-meters.ts';
import { meterProduct } from '../testing/index.ts';
import type { Delivered } from './land-delivered.ts';
import { fanOut, type FailedPartition } from './fan-out.ts';

const { topic } = meterProduct.event;
const clock = simulatedClock(Date.UTC(2026, 10, 23, 14));
const T0 = clock.now();

type Sort = 'valid' | 'invalid' | 'poison';
const SORTS: readonly Sort[] = ['valid', 'poison', 'valid', 'invalid', 'valid'];
/** Of the n-th record of every partition. */
const sortOf = (n: number): Sort => SORTS[n % SORTS.length] as Sort;
/** With gaps, as a log with transactions has. */
const positionOf = (n: number): number => n + Math.floor(n / 3);

const VALUES: Readonly<Record<Sort, (n: number) => string>> = {
  valid: (n) => event(n, { meterId: 'a', reading: n }),
  invalid: (n) => event(n, { meterId: 'a', reading: 'much' }),
  poison: (n) => `no event: ${n}`,
};

const event = (n: number, data: object) =>
  JSON.stringify({
    specversion: '1.0',
    id: String(n),
    source: '/meters/a',
    type: meterProduct.event.type,
    time: '2026-11-23T13:59:00Z',
    data,
  });

const record = (n: number, value = VALUES[sortOf(n)](n)): LogRecord => ({
  ...structuredRecord('/meters/a', Buffer.from(value)),
  partition: 0,
  position: positionOf(n) as Position,
  appendedAt: T0 + n,
});

const delivered = (partition: number, from: number, to: number): Delivered => ({
  topic,
  partition,
  records: Array.from({ length: to - from }, (_, i) => ({ ...record(from + i), partition })),
});

const away = () => Promise.reject(new InfrastructureError('away', 'retriable'));

/** `fails` says of each effect whether it fails, before or after it took place. */
function house(fails: (effect: string) => 'before' | 'after' | undefined = () => undefined, maxRecords = 5) {
  const [store, index] = [memoryLandingStore(), memoryLandingIndex()];
  const deadLetters: DeadLetter[] = [];
  const told: LandedQuality[] = [];
  const logged: string[] = [];
  async function effect<T>(name: string, work: () => Promise<T>): Promise<T> {
    const fault = fails(name);
    if (fault === 'before') return away();
    const result = await work();
    return fault === 'after' ? away() : result;
  }
  const deliver = fanOut(
    {
      store: { ...store, putIfAbsent: (key, bytes) => effect('put', () => store.putIfAbsent(key, bytes)) },
      index: {
        ...index,
        landedThrough: (...at) => effect('landedThrough', () => index.landedThrough(...at)),
        advance: (expected, range) => effect('advance', () => index.advance(expected, range)),
      },
      clock,
      deadLetters: (letters) => effect('deadLetters', async () => void deadLetters.push(...letters)),
      landed: (quality) => void told.push(quality),
      logger: { ...silentLog, error: (_fields, message) => void logged.push(message) },
    },
    { products: [meterProduct], maxRecords },
  );
  async function landed(partition: number): Promise<readonly number[]> {
    const positions: number[] = [];
    for await (const { key } of index.ranges(topic, partition))
      for (const { position } of await decodeLanding((await store.get(key)) as Uint8Array))
        positions.push(position);
    return positions;
  }
  return { deliver, landed, deadLetters, told, logged, index };
}

const positions = (count: number) => Array.from({ length: count }, (_, n) => positionOf(n));
const sum = (told: readonly LandedQuality[], of: Exclude<keyof LandedQuality, 'topic'>) =>
  told.reduce((total, quality) => total + quality[of], 0);

describe('fanning out', () => {
  it('lands every record, poison too, and tells how good they are', async () => {
    const { deliver, landed, deadLetters, told } = house(undefined, 100);

    expect(await deliver([delivered(0, 0, 4), delivered(1, 0, 1)])).toEqual([]);

    expect([await landed(0), await landed(1)]).toEqual([positions(4), positions(1)]);
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({
      topic,
      records: 4,
      bytes: [0, 1, 2, 3].reduce((bytes, n) => bytes + record(n).value.byteLength, 0),
      valid: 2,
      invalid: 1,
      deadLetters: 1,
      lagMs: 0,
    });
    const { key, headers, value } = record(1);
    expect(deadLetters).toMatchObject([
      {
        ...{ topic, partition: 0, position: positionOf(1), appendedAt: T0 + 1, stage: 'landing' },
        ...{ reasons: [{ field: '', detail: expect.stringContaining('not JSON') }] },
        record: { key, headers, value },
      },
    ]);
  });

  it('takes an event of another type for poison, and says so', async () => {
    const { deliver, deadLetters } = house();
    const other = record(0, event(0, {}).replace(meterProduct.event.type, 'test.other.v1'));

    await deliver([{ topic, partition: 0, records: [other] }]);

    expect(deadLetters).toMatchObject([
      { reasons: [{ field: 'type', detail: 'test.other.v1 does not belong to meters' }] },
    ]);
  });

  it('tells how long the first record waited', async () => {
    const { deliver, told } = house();
    const records = [{ ...record(0), appendedAt: T0 - 90_000 }, record(2)];

    await deliver([{ topic, partition: 0, records }]);

    expect(told).toMatchObject([{ lagMs: 90_000 }]);
  });

  it('tells nothing again of what has landed', async () => {
    const { deliver, told, deadLetters } = house();
    await deliver([delivered(0, 0, 4)]);

    expect(await deliver([delivered(0, 0, 4)])).toEqual([]);

    expect([sum(told, 'records'), deadLetters.length]).toEqual([4, 1]);
  });

  it.each(['put', 'landedThrough', 'advance', 'deadLetters'])(
    'dead-letters nothing for a failure that is not its own, and asks for all of it again: %s',
    async (failing) => {
      const { deliver, deadLetters, told, landed } = house((name) =>
        name === failing ? 'before' : undefined,
      );

      expect(await deliver([delivered(0, 0, 3)])).toEqual([{ topic, partition: 0, position: 0 }]);

      const poison = failing === 'advance' ? 1 : 0;
      expect([deadLetters.length, told, await landed(0)]).toEqual([poison, [], []]);
    },
  );

  it('asks for a partition again from the first record that has not landed, and lands the others', async () => {
    let puts = 0;
    // Objects of two: the first partition's second one fails.
    const { deliver, landed } = house(
      (name) => (name === 'put' && (puts += 1) === 3 ? 'before' : undefined),
      2,
    );

    const [first, ...others] = await deliver([delivered(0, 0, 4), delivered(1, 0, 4)]);

    expect(others).toEqual([]);
    expect(first).toMatchObject({ topic, position: positionOf(2) });
    const failed = first?.partition ?? 0;
    expect([await landed(failed), await landed(1 - failed)]).toEqual([positions(2), positions(4)]);
  });

  it('lands nothing of a topic without a product, and says which there are', async () => {
    const { deliver, logged } = house();

    const failed = await deliver([{ topic: 'other', partition: 0, records: [record(0)] }]);

    expect(failed).toEqual([{ topic: 'other', partition: 0, position: 0 }]);
    expect(logged).toEqual(['Landing fails, and will until its cause is mended.']);
  });

  it('loses and doubles nothing, whatever fails, is delivered again, cut otherwise or at once', async () => {
    const delivery = fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      back: fc.nat(6),
      twice: fc.boolean(),
      faults: fc.array(fc.constantFrom(undefined, undefined, 'before' as const, 'after' as const), {
        maxLength: 6,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(delivery, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 6 }),
        async (deliveries, maxRecords) => {
          let faults: ('before' | 'after' | undefined)[] = [];
          const { deliver, landed, deadLetters, told, index } = house(() => faults.shift(), maxRecords);
          /** What is next of each partition. */
          const next = [0, 0];
          /** What Kafka holds of each. */
          let sent = 0;
          const deliverAll = async (size: number, back: number, twice: boolean) => {
            const event = next.map((n, partition) => delivered(partition, Math.max(0, n - back), n + size));
            sent = Math.max(sent, ...next.map((n) => n + size));
            const copy = twice ? deliver(event) : Promise.resolve([]);
            const [failed] = await Promise.all([deliver(event), copy]);
            for (const partition of [0, 1]) next[partition] = nextOf(event, failed, partition);
          };
          for (const { size, back, twice, faults: given } of deliveries) {
            faults = [...given];
            await deliverAll(size, back, twice);
          }
          faults = [];
          // To the end: what a try stored, and set apart, lands when the deliveries come to it again.
          await deliverAll(Math.max(1, sent - Math.min(...next)), 0, false);

          let all = 0;
          for (const partition of [0, 1]) {
            const held = await landed(partition);
            // More than was acknowledged where an answer was lost.
            expect(held.length).toBeGreaterThanOrEqual(next[partition] as number);
            expect(held).toEqual(positions(held.length));
            const letters = deadLetters.filter((letter) => letter.partition === partition);
            expect([...new Set(letters.map(({ position }) => position))].sort((a, b) => a - b)).toEqual(
              held.filter((_, n) => sortOf(n) === 'poison'),
            );
            expect((await index.counts(topic, partition)).minutes[0]?.landed).toBe(held.length);
            all += held.length;
          }
          // Who moved the index and did not hear of it tells nobody.
          const unheard = deliveries.some(({ faults: given }) => given.includes('after'));
          expect(sum(told, 'records')).toBeLessThanOrEqual(all);
          if (!unheard)
            expect(sum(told, 'valid') + sum(told, 'invalid') + sum(told, 'deadLetters')).toBe(all);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Where a partition goes on after a delivery of which this failed; the position told is one of the delivery's. */
function nextOf(event: readonly Delivered[], failed: readonly FailedPartition[], partition: number): number {
  const { records } = event[partition] as Delivered;
  const told = failed.find((one) => one.partition === partition);
  const last = records.at(-1) as LogRecord;
  if (told === undefined) return positionsTo(last.position) + 1;
  expect(records.map(({ position }) => position)).toContain(told.position);
  return positionsTo(told.position);
}

const positionsTo = (position: number): number => {
  let n = 0;
  while (positionOf(n) < position) n += 1;
  return n;
};
