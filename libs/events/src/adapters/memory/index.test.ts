import { simulatedClock } from '@dataforge/testkit';
import { eventLogContract, type AppendFault, type OpenEventLog } from '../../testing/index.ts';
import { memoryEventLog, type MemoryLogOptions, type WriteFault } from './index.ts';

const limits = { maxRecordBytes: 10_000 };

function open(options: MemoryLogOptions = {}): OpenEventLog {
  const clock = simulatedClock(Date.UTC(2026, 10, 23));
  return {
    log: memoryEventLog({ clock }, { ...limits, ...options }),
    now: clock.now,
    advance: clock.advance,
    close: () => Promise.resolve(),
  };
}

const FAULTS: Readonly<Record<AppendFault, WriteFault>> = {
  unavailable: 'before',
  partly: 'between',
  ambiguous: 'after',
};

eventLogContract(
  'memory',
  async () => open(),
  limits,
  async () => {
    let fault: AppendFault | undefined;
    let reads = false;
    const opened = open({ writeFault: () => fault && FAULTS[fault], readsFail: () => reads });
    return {
      ...opened,
      failAppends: (next) => {
        fault = next;
      },
      failReads: (fail) => {
        reads = fail;
      },
    };
  },
);

describe('the memory log', () => {
  const topic = { name: 't', partitions: 2, retentionMs: 1_000 };
  const records = ['a', 'b', 'c', 'd'].map((key) => ({ key, headers: {}, value: Buffer.from(key) }));

  it('is full at its budget', async () => {
    const { log } = open({ maxBytes: 50 });
    await log.ensureTopics([topic]);
    await log.append([{ topic: 't', records }]);
    expect(await log.append([{ topic: 't', records }])).toMatchObject({ ok: false, error: { kind: 'full' } });
  });

  it('leaves gaps between its batches, so that nobody counts by positions', async () => {
    const { log } = open();
    await log.ensureTopics([{ ...topic, partitions: 1 }]);
    for (let i = 0; i < 3; i += 1) await log.append([{ topic: 't', records: records.slice(0, 1) }]);
    const [{ start = 0, end = 0 } = {}] = await log.ends('t');
    expect(end - start).toBeGreaterThan(3);
  });
});
