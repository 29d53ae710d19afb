import fc from 'fast-check';
import type { LogRecord, Position } from '@dataforge/events';
import { simulatedClock } from '@dataforge/testkit';
import { memoryLandingIndex, memoryLandingStore } from '../adapters/memory/index.ts';
import { decodeLanding } from '../domain/landing-object.ts';
import type { LandingIndex } from '../ports/landing-index.ts';
import { landDelivered } from './land-delivered.ts';

const clock = simulatedClock(Date.UTC(2026, 10, 23));

/** Positions have a gap after every third record, as a log with transactions has. */
const positionOf = (n: number): number => n + Math.floor(n / 3);
const record = (n: number): LogRecord => ({
  partition: 0,
  position: positionOf(n) as Position,
  appendedAt: clock.now() + n,
  key: 'k',
  headers: {},
  value: Buffer.from(String(n)),
});
const records = (from: number, to: number): readonly LogRecord[] =>
  Array.from({ length: to - from }, (_, i) => record(from + i));

function house(index: LandingIndex = memoryLandingIndex(), maxRecords = 4) {
  const store = memoryLandingStore();
  const landing = landDelivered({ store, index, clock }, { maxRecords });
  const deliver = (from: number, to: number) =>
    landing({ topic: 't', partition: 0, records: records(from, to) });
  /** What the objects hold that the index knows. */
  const landed = async () => {
    const values: number[] = [];
    for await (const { key } of index.ranges('t', 0))
      for (const { value } of await decodeLanding((await store.get(key)) as Uint8Array))
        values.push(Number(Buffer.from(value)));
    return values;
  };
  return { deliver, landed };
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('landing what is delivered', () => {
  it('cuts a delivery into objects and says what each holds', async () => {
    const { deliver, landed } = house();

    const { ranges, repeated, gap } = await deliver(0, 6);

    expect(ranges.map(({ first, records: count }) => [first, count])).toEqual([
      [0, 4],
      [positionOf(4), 2],
    ]);
    expect([repeated, gap]).toEqual([0, false]);
    expect(await landed()).toEqual(upTo(6));
  });

  it('passes over what has landed', async () => {
    const { deliver, landed } = house();
    await deliver(0, 5);

    expect(await deliver(0, 5)).toEqual({ ranges: [], repeated: 5, gap: false });
    expect(await deliver(3, 7)).toMatchObject({ ranges: [{ records: 2 }], repeated: 2 });
    expect(await landed()).toEqual(upTo(7));
  });

  it('says where a delivery begins behind what has landed', async () => {
    const { deliver, landed } = house();
    await deliver(0, 2);

    expect(await deliver(4, 5)).toMatchObject({ gap: true, repeated: 0 });
    expect(await landed()).toEqual([0, 1, 4]);
  });

  it('lands each record once, whatever is delivered again, cut otherwise, at once, or ends in between', async () => {
    const step = fc.record({ back: fc.nat(5), size: fc.integer({ min: 1, max: 9 }), crashes: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, most) => {
          const index = memoryLandingIndex();
          let crashes = 0;
          const failing: LandingIndex = {
            ...index,
            advance: (expected, range) =>
              crashes-- > 0 ? Promise.reject(new Error('ended')) : index.advance(expected, range),
          };
          const { deliver, landed } = house(failing, most);
          let sent = 0;
          for (const { back, size, crashes: ends } of steps) {
            const from = Math.max(0, sent - back);
            const to = sent + size;
            crashes = ends;
            // A batch is delivered until it is taken, and a try that was given up may still be at it.
            for (let taken = false; !taken;) {
              const tries = await Promise.allSettled([deliver(from, to), deliver(from, to - 1)]);
              taken = tries[0].status === 'fulfilled';
            }
            sent = to;
          }
          expect(await landed()).toEqual(upTo(sent));
        },
      ),
    );
  });
});
