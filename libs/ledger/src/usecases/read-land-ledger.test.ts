import type { Position } from '@dataforge/events';
import { memoryLandingIndex } from '@dataforge/lake/memory';
import type { Product } from '@dataforge/products';
import { compiledProduct } from '@dataforge/products/testing';
import { memoryAcceptedCounts } from '../adapters/memory/index.ts';
import { NOTHING } from '../domain/ledger-line.ts';
import { readLandLedger } from './read-land-ledger.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const MINUTE = 60_000;
const at = (n: number) => n as Position;
const product: Product = (() => {
  const telemetry = compiledProduct('telemetry');
  return { ...telemetry, event: { ...telemetry.event, partitions: 1 } };
})();
const { topic } = product.event;

/** What a test counts as accepted and as landed, [through, records by the number of the minute]. */
function open() {
  const [landing, accepted] = [memoryLandingIndex(), memoryAcceptedCounts()];
  const minutesOf = (records: Readonly<Record<number, number>>) =>
    Object.entries(records).map(([n, count]) => ({ minute: T0 + Number(n) * MINUTE, records: count }));
  return {
    ledger: readLandLedger({ landing, accepted }, { products: [product] }),
    async count(through: number, records: Readonly<Record<number, number>>, partition = 0) {
      const from = await accepted.countedThrough(topic, partition);
      await accepted.add(topic, partition, { from, through: at(through), minutes: minutesOf(records) });
    },
    async land(through: number, records: Readonly<Record<number, number>>) {
      const first = await landing.landedThrough(topic, 0);
      const range = {
        ...{ topic, partition: 0, first, next: at(through), key: `${first}`, minutes: minutesOf(records) },
        ...{ records: Object.values(records).reduce((sum, n) => sum + n, 0), wellFormed: 0, bytes: 1 },
        ...{ lastAppendedAt: T0, landedAt: T0 },
      };
      await landing.advance(first, range);
      return range;
    },
    landing,
  };
}
const whole = { byMinute: false };

describe('the ledger of landing, from counts alone', () => {
  it('has what is counted and has not landed in flight', async () => {
    const { ledger, count, land } = open();
    await count(5, { 0: 5 });
    await land(3, { 0: 3 });

    expect(await ledger(whole)).toEqual([
      {
        ...{ product: 'telemetry', stage: 'land', topic, partition: 0, ...NOTHING },
        ...{ accepted: 5, landed: 3, inFlight: 2, balanced: true },
      },
    ]);
  });

  it('takes what landed before it was counted for accepted', async () => {
    const { ledger, count, land } = open();
    await count(3, { 0: 3 });
    await land(5, { 0: 5 });

    expect(await ledger(whole)).toMatchObject([{ accepted: 5, landed: 5, inFlight: 0, balanced: true }]);
  });

  it.each([
    ['less landed than was accepted up to the same position', [5, 5], [5, 4], { accepted: 5, inFlight: 0 }],
    ['more landed than was accepted up to the same position', [5, 4], [5, 5], { accepted: 4, inFlight: 0 }],
    ['more is missing than has yet to land', [6, 6], [5, 3], { accepted: 6, inFlight: 1 }],
    ['more landed than has yet to be counted', [5, 3], [6, 6], { accepted: 4, inFlight: 0 }],
    ['more landed, though more was counted', [6, 2], [5, 5], { accepted: 2, inFlight: 0 }],
  ] as const)('does not balance where %s', async (_what, [counted, n], [landed, m], expected) => {
    const { ledger, count, land } = open();
    await count(counted, { 0: n });
    await land(landed, { 0: m });

    expect(await ledger(whole)).toMatchObject([{ ...expected, landed: m, balanced: false }]);
  });

  it('balances over positions that hold no records, and over objects that have expired', async () => {
    const { ledger, count, land, landing } = open();
    await count(9, { 0: 5 });
    const range = await land(9, { 0: 5 });
    await landing.expire(range);

    expect(await ledger(whole)).toMatchObject([{ accepted: 5, landed: 0, expired: 5, balanced: true }]);
  });

  it('has a line for each minute that is asked for, the newest first', async () => {
    const { ledger, count, land } = open();
    await count(7, { 0: 3, 1: 2, 2: 2 });
    await land(5, { 0: 3, 1: 2 });

    expect(await ledger({ byMinute: true, from: T0 + MINUTE })).toMatchObject([
      { minute: T0 + 2 * MINUTE, accepted: 2, landed: 0, inFlight: 2, balanced: true },
      { minute: T0 + MINUTE, accepted: 2, landed: 2, inFlight: 0, balanced: true },
    ]);
  });

  it('has lines for every partition of the contract, and those beyond that were counted', async () => {
    const { ledger, count } = open();
    expect(await ledger(whole)).toMatchObject([{ partition: 0, accepted: 0, balanced: true }]);

    await count(2, { 0: 2 }, 1);

    expect(await ledger(whole)).toMatchObject([{ partition: 0 }, { partition: 1, accepted: 2 }]);
    expect(await ledger({ ...whole, partition: 1 })).toMatchObject([{ partition: 1 }]);
  });

  it('knows of no other stage and no other product', async () => {
    const { ledger } = open();
    expect(await ledger({ ...whole, stage: 'refine' })).toEqual([]);
    expect(await ledger({ ...whole, product: 'webhooks' })).toEqual([]);
  });
});
