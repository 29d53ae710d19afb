import { openFirehose } from '@dataforge/clients/firehose';
import { systemClock } from '@dataforge/kernel';
import { startFaultProxy } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { openDeliveryStream } from '../../testing/index.ts';
import { firehoseLog } from './index.ts';

describeWithMinistack('a log that is shipped through Firehose', (access) => {
  async function open(endpoint = access().endpoint, maxWaitingBytes = 10_000_000) {
    const { stream, shipped } = await openDeliveryStream(access());
    const failures: unknown[] = [];
    const log = firehoseLog(
      {
        client: openFirehose({ ...access(), endpoint }, { maxAttempts: 1 }),
        clock: systemClock,
        onFailure: (error) => failures.push(error),
      },
      { stream, everyMs: 20, maxWaitingBytes },
    );
    return { log, shipped, failures };
  }
  const numbers = (lines: readonly unknown[]) => lines.map((line) => (line as { n: number }).n);

  it('is in S3 whole once it is closed', async () => {
    const { log, shipped, failures } = await open();
    for (let n = 0; n < 3_000; n += 1) {
      log.write(JSON.stringify({ n, msg: 'ü'.repeat(900) }) + (n % 2 === 0 ? '\n' : ''));
      if (n % 1_000 === 0) await systemClock.sleep(30);
    }
    await log.close();

    expect(failures).toEqual([]);
    expect(numbers(await shipped()).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 3_000 }, (_, n) => n),
    );
  });

  it('waits for a Firehose that is away', async () => {
    const proxy = await startFaultProxy(access().endpoint);
    proxy.set(({ n }) => (n <= 2 ? { kind: 'refused', status: 503 } : undefined));
    const { log, shipped, failures } = await open(proxy.endpoint);
    log.write('{"n":1}');
    while (proxy.requests.length < 3) await systemClock.sleep(10);
    log.write('{"n":2}');
    await log.close();
    await proxy.stop();

    expect(failures).toHaveLength(2);
    expect(numbers(await shipped()).sort()).toEqual([1, 2]);
  });

  it('drops the oldest lines when there are too many, and says how many', async () => {
    const { log, shipped } = await open(undefined, 20);
    for (const n of [1, 2, 3, 4]) log.write(`{"n":${n}}`);
    await log.close();

    expect(await shipped()).toEqual([expect.objectContaining({ dropped: 2, level: 40 }), { n: 3 }, { n: 4 }]);
  });
});
