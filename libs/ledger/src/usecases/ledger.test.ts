import fc from 'fast-check';
import { ORIGIN, type EventLog, type Position } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { FATES, type FateCount, type PartitionProgress } from '@dataforge/lake';
import { memoryLandingIndex } from '@dataforge/lake/memory';
import type { Product } from '@dataforge/products';
import { compiledProduct } from '@dataforge/products/testing';
import { DAY_MS } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryAcceptedCounts } from '../adapters/memory/index.ts';
import { COUNT_OF, isBalanced, NOTHING } from '../domain/ledger-line.ts';
import { countAccepted } from './count-accepted.ts';
import { readLedger } from './read-ledger.ts';
import { trimLog } from './trim-log.ts';
import { trimMinutes } from './trim-minutes.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 23, 14);
const product: Product = (() => {
  const telemetry = compiledProduct('telemetry');
  return { ...telemetry, event: { ...telemetry.event, partitions: 1 } };
})();
const { topic } = product.event;

/** A log of one partition, whose records a test lands, refines and counts as it likes. */
async function open(start = T0) {
  const clock = simulatedClock(start);
  const log = memoryEventLog({ clock });
  await log.ensureTopics([{ name: topic, partitions: 1, retentionMs: 1 }]);
  const landing = memoryLandingIndex();
  const accepted = memoryAcceptedCounts();
  let fated: { readonly progress: readonly PartitionProgress[]; readonly counts: readonly FateCount[] } = {
    progress: [],
    counts: [],
  };
  const ledger = readLedger(
    { log, landing, accepted, fates: { fates: async () => fated } },
    { products: [product] },
  );
  const endOf = async () => (await log.ends(topic))[0]?.end as Position;
  return {
    clock,
    log,
    landing,
    accepted,
    ledger,
    endOf,
    append: async (records: number) => {
      const one = { key: 'k', headers: {}, value: Buffer.from('v') };
      expect(
        await log.append([{ topic, records: Array.from({ length: records }, () => one) }]),
      ).toMatchObject({ ok: true });
    },
    count: () => countAccepted({ log, accepted })(topic),
    /** Lands everything that is there. */
    land: async () => {
      const first = await landing.landedThrough(topic, 0);
      const next = await endOf();
      const minutes = await log.census(topic, 0, first, next);
      await landing.advance(first, {
        ...{ topic, partition: 0, first, next, key: `${first}`, minutes },
        ...{ records: minutes.reduce((sum, { records }) => sum + records, 0), wellFormed: 0, bytes: 1 },
        ...{ lastAppendedAt: clock.now(), landedAt: clock.now() },
      });
    },
    /** Refines everything that is there, each record with the same fate. */
    refine: async (fate: FateCount['fate']) => {
      const from = fated.progress[0]?.next ?? ORIGIN;
      const next = await endOf();
      const minutes = await log.census(topic, 0, from, next);
      fated = {
        progress: [{ partition: 0, next, watermark: 0 } as PartitionProgress],
        counts: [
          ...fated.counts,
          ...minutes.map(({ minute, records }) => ({ partition: 0, minute, fate, records })),
        ],
      };
    },
    forget: () => trimMinutes({ log, landing, accepted, clock })(product),
    trim: () => {
      const store = { progress: async () => fated.progress };
      return trimLog({ log, landing, store, accepted, clock })(product);
    },
  };
}

const whole = { byMinute: false };
const refinedByMinute = { byMinute: true, stage: 'refine' } as const;

describe('readLedger', () => {
  it('counts what nobody has touched as in flight in both stages', async () => {
    const { append, ledger } = await open();
    await append(3);

    expect(await ledger(whole)).toEqual(
      (['land', 'refine'] as const).map((stage) => ({
        ...{ product: 'telemetry', stage, topic, partition: 0, ...NOTHING },
        ...{ accepted: 3, inFlight: 3, balanced: true },
      })),
    );
  });

  it('puts each record under what became of it, per stage', async () => {
    const { append, land, refine, ledger } = await open();
    await append(3);
    await land();
    await append(2);
    await refine('quarantined');
    await append(1);

    expect(await ledger(whole)).toMatchObject([
      { stage: 'land', accepted: 6, landed: 3, inFlight: 3, balanced: true },
      { stage: 'refine', accepted: 6, quarantined: 5, inFlight: 1, balanced: true },
    ]);
  });

  it('has lines for every partition of the log, also where the contract says fewer', async () => {
    const { append, ledger, log } = await open();
    await log.ensureTopics([{ name: topic, partitions: 3, retentionMs: 1 }]);
    const records = Array.from({ length: 50 }, (_, n) => ({
      key: `k${n}`,
      headers: {},
      value: Buffer.from('v'),
    }));
    await log.append([{ topic, records }]);
    await append(1);

    const lines = await ledger({ ...whole, stage: 'land' });
    expect(lines.map(({ partition }) => partition)).toEqual([0, 1, 2]);
    expect(lines.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(51);
  });

  it('says so when the parts do not add up', async () => {
    const { append, land, ledger, landing } = await open();
    await append(3);
    await land();
    const counts = await landing.counts(topic, 0);
    landing.counts = async () => ({ ...counts, minutes: [{ minute: T0, landed: 2, expired: 0 }] });

    expect(await ledger({ ...whole, stage: 'land' })).toMatchObject([{ landed: 2, balanced: false }]);
  });

  it('puts every fate in a count of its own', () => {
    const counts = FATES.map((fate) => COUNT_OF[fate]);

    expect(new Set(counts).size).toBe(FATES.length);
    for (const name of counts)
      expect(isBalanced('refine', { ...NOTHING, accepted: 1, [name]: 1 })).toBe(true);
  });

  it('tells minutes apart, newest first, and gives those asked for', async () => {
    const { append, clock, refine, ledger } = await open();
    await append(1);
    await refine('refined');
    await clock.advance(MINUTE);
    await append(2);
    await clock.advance(MINUTE);
    await append(3);

    expect(await ledger(refinedByMinute)).toMatchObject([
      { minute: T0 + 2 * MINUTE, accepted: 3, inFlight: 3, balanced: true },
      { minute: T0 + MINUTE, accepted: 2, inFlight: 2, balanced: true },
      { minute: T0, accepted: 1, refined: 1, balanced: true },
    ]);
    expect(await ledger({ ...refinedByMinute, from: T0 + MINUTE, to: T0 + 2 * MINUTE })).toMatchObject([
      { minute: T0 + MINUTE },
    ]);
  });

  it('knows no lines of other products, stages and partitions than asked for', async () => {
    const { append, ledger } = await open();
    await append(1);

    expect(await ledger({ ...whole, product: 'webhooks' })).toEqual([]);
    expect(await ledger({ ...whole, partition: 1 })).toEqual([]);
    expect((await ledger({ ...whole, stage: 'land' })).map(({ stage }) => stage)).toEqual(['land']);
  });

  it('balances at every moment, however appends, landing, refining, counting and trimming alternate', async () => {
    const step = fc.oneof(
      fc.integer({ min: 1, max: 5 }).map((n) => ({ kind: 'append', n }) as const),
      fc
        .constantFrom('land', 'refine', 'count', 'trim', 'forget', 'moment', 'minute', 'days')
        .map((kind) => ({ kind }) as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const world = await open();
        const does = {
          land: world.land,
          refine: () => world.refine('refined'),
          count: world.count,
          trim: world.trim,
          forget: world.forget,
          moment: () => world.clock.advance(25_000),
          minute: () => world.clock.advance(MINUTE),
          days: () => world.clock.advance(product.retentionDays.log * DAY_MS + MINUTE),
        };
        let [appended, forgot] = [0, false];
        for (const taken of steps) {
          forgot ||= taken.kind === 'forget';
          if (taken.kind === 'append') {
            await world.append(taken.n);
            appended += taken.n;
          } else await does[taken.kind]();
          for (const line of await world.ledger(whole))
            expect(line).toMatchObject({ accepted: appended, balanced: true });
          const minutes = await world.ledger(refinedByMinute);
          expect(minutes.filter(({ balanced }) => !balanced)).toEqual([]);
          const counted = minutes.reduce((sum, { accepted }) => sum + accepted, 0);
          if (forgot) expect(counted).toBeLessThanOrEqual(appended);
          else expect(counted).toBe(appended);
        }
      }),
    );
  });

  it('shows what moves while it reads as in flight, never as lost', async () => {
    const { append, land, refine, count, ledger, log } = await open();
    await append(3);
    await land();
    await refine('refined');
    // The log grows, and is landed and counted, after the ledger has read what is done.
    const ends = log.ends.bind(log);
    let asked = 0;
    log.ends = async (name) => {
      asked += 1;
      if (asked === 2) {
        await append(2);
        await count();
        await land();
        await refine('refined');
      }
      return ends(name);
    };

    expect(await ledger(whole)).toMatchObject([
      { stage: 'land', accepted: 5, landed: 3, inFlight: 2, balanced: true },
      { stage: 'refine', accepted: 5, refined: 3, inFlight: 2, balanced: true },
    ]);
  });
});

describe('countAccepted', () => {
  it('goes on within a minute, and reads nothing when nothing came', async () => {
    const { append, clock, count, accepted, log, endOf } = await open();
    await append(2);
    await count();
    await append(3);
    await clock.advance(MINUTE);
    await append(1);
    await count();

    const counted = await accepted.counts(topic, 0, {});
    expect(counted).toEqual({
      countedThrough: await endOf(),
      minutesFrom: 0,
      minutes: [
        { minute: T0, records: 5 },
        { minute: T0 + MINUTE, records: 1 },
      ],
    });
    log.census = () => Promise.reject(new Error('nothing to count'));
    await count();
  });

  it('counts what took days to come in stretches, none of which spans more than two', async () => {
    const { append, clock, count, accepted, endOf } = await open();
    for (let day = 0; day < 5; day += 1) {
      await append(1);
      await clock.advance(DAY_MS);
    }
    const spans: number[] = [];
    const { add } = accepted;
    accepted.add = (name, partition, stretch) => {
      const minutes = stretch.minutes.map(({ minute }) => minute);
      spans.push(Math.max(...minutes) - Math.min(...minutes));
      return add(name, partition, stretch);
    };

    await count();

    expect(spans).toEqual([DAY_MS, DAY_MS, 0]);
    const { countedThrough, minutes } = await accepted.counts(topic, 0, {});
    expect(countedThrough).toBe(await endOf());
    expect(minutes).toEqual(
      Array.from({ length: 5 }, (_, day) => ({ minute: T0 + day * DAY_MS, records: 1 })),
    );
  });

  it('keeps the count of a minute of which trimming took a part', async () => {
    const { append, clock, land, refine, count, trim, ledger } = await open();
    await append(1);
    await count();
    await land();
    await refine('refined');
    await clock.advance(50_000);
    await append(1);
    await count();
    // Between the two appends, as far as the log's retention goes.
    await clock.advance(product.retentionDays.log * DAY_MS - 25_000);
    await trim();
    await append(1);
    await count();

    for (const line of await ledger(whole)) expect(line).toMatchObject({ accepted: 3, balanced: true });
    expect(await ledger(refinedByMinute)).toMatchObject([{ accepted: 1 }, { minute: T0, accepted: 2 }]);
  });
});

describe('trimLog', () => {
  const old = product.retentionDays.log * DAY_MS + 2 * MINUTE;
  const heldOf = async (log: EventLog) => {
    const [{ start = ORIGIN, end = ORIGIN } = {}] = await log.ends(topic);
    return (await log.census(topic, 0, start, end)).reduce((sum, { records }) => sum + records, 0);
  };

  it('drops what is past retention once it is landed, refined and counted, and keeps the rest', async () => {
    const { append, land, refine, count, clock, trim, log, ledger } = await open();
    await append(3);
    await clock.advance(old);
    await append(2);
    await land();
    await refine('refined');
    await count();

    await trim();
    expect(await heldOf(log)).toBe(2);
    await trim();
    expect(await heldOf(log)).toBe(2);
    for (const line of await ledger(whole)) expect(line).toMatchObject({ accepted: 5, balanced: true });
  });

  it('takes no part of a minute', async () => {
    const { append, clock, land, refine, count, trim, log } = await open();
    await append(3);
    await clock.advance(50_000);
    await append(2);
    await land();
    await refine('refined');
    await count();
    await clock.advance(product.retentionDays.log * DAY_MS - 25_000);

    await trim();
    expect(await heldOf(log)).toBe(5);
  });

  it.each(['landed', 'refined', 'counted'])('keeps what is not %s, however old', async (missing) => {
    const { append, land, refine, count, clock, trim, log } = await open();
    await append(3);
    await clock.advance(old);
    if (missing !== 'landed') await land();
    if (missing !== 'refined') await refine('refined');
    if (missing !== 'counted') await count();

    await trim();
    expect(await heldOf(log)).toBe(3);
  });
});

describe('trimMinutes', () => {
  it('drops the minutes that no zone holds any more from the lines by minute, and not from the whole', async () => {
    const { append, land, refine, count, clock, forget, ledger } = await open();
    await append(3);
    await clock.advance(MINUTE);
    await append(2);
    await land();
    await refine('refined');
    await count();
    const { gold: _windows, ...zones } = product.retentionDays;
    await clock.advance(Math.max(...Object.values(zones)) * DAY_MS);
    await append(1);

    await forget();

    for (const stage of ['land', 'refine'] as const)
      expect(await ledger({ byMinute: true, stage })).toMatchObject([
        { accepted: 1, balanced: true },
        { minute: T0 + MINUTE, accepted: 2, balanced: true },
      ]);
    for (const line of await ledger(whole)) expect(line).toMatchObject({ accepted: 6, balanced: true });
  });
});
