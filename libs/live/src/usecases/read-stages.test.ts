import { ORIGIN, type EventLog, type Position } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import type { ReadLedger } from '@dataforge/ledger';
import { simulatedClock } from '@dataforge/testkit';
import { readStages } from './read-stages.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const topic = 'readings';

/** A log of one partition, of which so much is landed and refined; the ledger counts as the real one does. */
async function open() {
  const clock = simulatedClock(T0);
  const log: EventLog = memoryEventLog({ clock });
  await log.ensureTopics([{ name: topic, partitions: 1, retentionMs: 1e9 }]);
  const through = { land: ORIGIN, refine: ORIGIN };
  const counted = { accepted: 0, land: 0, refine: 0 };
  const push = { subscribers: 0, deltas: 0 };
  const line = (stage: 'land' | 'refine') => ({
    ...{ product: 'telemetry', stage, topic, partition: 0, accepted: counted.accepted, balanced: true },
    ...{ landed: 0, refined: 0, duplicate: 0, quarantined: 0, deadLettered: 0, filtered: 0, discarded: 0 },
    ...{ expired: 0, erased: 0, [stage === 'land' ? 'landed' : 'refined']: counted[stage] },
    inFlight: counted.accepted - counted[stage],
  });
  const readLedger: ReadLedger = async () => [line('land'), line('refine')];
  let servedLagMs: number | undefined;
  const stages = readStages({
    readLedger,
    log,
    landing: { landedThrough: async () => through.land },
    store: { progress: async () => [{ partition: 0, next: through.refine }] },
    clock,
    push: () => push,
    servedLagMs: () => servedLagMs,
  });
  return {
    clock,
    push,
    served: (ms: number) => void (servedLagMs = ms),
    async append(records: number) {
      const record = { key: 'a', headers: {}, value: new Uint8Array(1) };
      await log.append([{ topic, records: Array.from({ length: records }, () => record) }]);
      counted.accepted += records;
    },
    async finish(stage: 'land' | 'refine') {
      through[stage] = ((await log.ends(topic))[0]?.end ?? ORIGIN) as Position;
      counted[stage] = counted.accepted;
    },
    read: async () => Object.fromEntries((await stages()).map(({ stage, ...figures }) => [stage, figures])),
  };
}

describe('the stages', () => {
  it('stand still, with nothing waiting, before anything came', async () => {
    const { read } = await open();
    expect(await read()).toEqual({
      accept: { ratePerSecond: 0 },
      land: { ratePerSecond: 0, lagMs: 0, inFlight: 0 },
      refine: { ratePerSecond: 0, lagMs: 0, inFlight: 0 },
      aggregate: { ratePerSecond: 0, lagMs: 0 },
      serve: { ratePerSecond: 0, subscribers: 0 },
    });
  });

  it('are as fast as what passed them, and as late as the oldest record that waits', async () => {
    const { clock, push, served, append, finish, read } = await open();
    await read();
    await append(40);
    await clock.advance(2_000);
    await finish('refine');
    await append(10);
    await clock.advance(3_000);
    Object.assign(push, { subscribers: 2, deltas: 100 });
    served(250);

    expect(await read()).toEqual({
      accept: { ratePerSecond: 10 },
      land: { ratePerSecond: 0, lagMs: 5_000, inFlight: 50 },
      refine: { ratePerSecond: 8, lagMs: 3_000, inFlight: 10 },
      aggregate: { ratePerSecond: 8, lagMs: 3_000 },
      serve: { ratePerSecond: 20, subscribers: 2, lagMs: 250 },
    });

    await finish('land');
    await clock.advance(5_000);
    expect((await read())['land']).toEqual({ ratePerSecond: 5, lagMs: 0, inFlight: 0 });
  });
});
