import { simulatedClock } from '@dataforge/testkit';
import { eventLogContract } from '../../testing/index.ts';
import { memoryEventLog, type WriteFault } from './index.ts';

const limits = { maxRecordBytes: 10_000 };

eventLogContract(
  'memory',
  async () => {
    const clock = simulatedClock(Date.UTC(2026, 10, 23));
    return {
      log: memoryEventLog({ clock }, limits),
      now: clock.now,
      advance: clock.advance,
      close: () => Promise.resolve(),
    };
  },
  limits,
);

describe('faults of the memory log', () => {
  const topic = { name: 't', partitions: 2, retentionMs: 1_000 };
  const records = ['a', 'b', 'c', 'd'].map((key) => ({ key, headers: {}, value: Buffer.from(key) }));
  const held = async (log: ReturnType<typeof memoryEventLog>) => {
    const ends = await log.ends('t');
    const counts = await Promise.all(
      ends.map(({ partition, start, end }) => log.census('t', partition, start, end)),
    );
    return counts.flat().reduce((sum, { records: n }) => sum + n, 0);
  };

  it.each<[WriteFault, string, number]>([
    ['before', 'unavailable', 0],
    ['after', 'ambiguous', 4],
  ])('a fault %s the write is %s and leaves %i records', async (fault, kind, left) => {
    let next: WriteFault | undefined = fault;
    const log = memoryEventLog({ clock: simulatedClock(0) }, { writeFault: () => next });
    await log.ensureTopics([topic]);
    expect(await log.append([{ topic: 't', records }])).toMatchObject({ ok: false, error: { kind } });
    expect(await held(log)).toBe(left);
    next = undefined;
    expect(await log.append([{ topic: 't', records }])).toMatchObject({ ok: true });
    expect(await held(log)).toBe(left + 4);
  });

  it('is full at its budget', async () => {
    const log = memoryEventLog({ clock: simulatedClock(0) }, { maxBytes: 50 });
    await log.ensureTopics([topic]);
    await log.append([{ topic: 't', records }]);
    expect(await log.append([{ topic: 't', records }])).toMatchObject({ ok: false, error: { kind: 'full' } });
  });
});
