import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openKafka } from '@dataforge/clients/kafka';
import { startKafkaCluster, startKafkaProxy, type KafkaProxy, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import type { EventLog } from '../../index.ts';
import { eventLogContract, type AppendFault } from '../../testing/index.ts';
import { kafkaEventLog, type KafkaLogSettings } from './index.ts';

const limits = { maxRecordBytes: 10_000 };
/** A client has seen by then that its connections are cut. */
const NOTICED_MS = 200;

describeOnKafka('on brokers', () => {
  let dir: string;
  let brokers: readonly RunningKafka[];
  const proxies: KafkaProxy[] = [];
  let logs = 0;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'events-kafka-'));
    brokers = await startKafkaCluster({
      dir,
      brokers: 2,
      advertise: async (port) => {
        const proxy = await startKafkaProxy(port);
        proxies.push(proxy);
        return proxy.port;
      },
    });
  }, SERVER_START_MS);
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await Promise.all((brokers ?? []).map((broker) => broker.kill()));
    rmSync(dir, { recursive: true });
  });

  /** A log of its own, whose partitions are shared out among the brokers without copies. */
  function open(settings: Partial<KafkaLogSettings> = {}, retryForMs = 10_000) {
    const client = openKafka(
      { brokers: proxies.map(({ port }) => `127.0.0.1:${port}`) },
      { limits: { retryForMs } },
    );
    const log = kafkaEventLog(
      { client },
      { ...limits, replicas: 1, prefix: `log-${(logs += 1)}-`, ...settings },
    );
    return {
      log,
      now: Date.now,
      advance: (ms: number) => sleep(Math.max(0, ms)),
      close: async () => {
        await log.close();
        await client.close();
      },
    };
  }

  async function openWithFaults() {
    const opened = open({ writeForMs: 1_000 }, 1_000);
    let changing: Promise<unknown> = Promise.resolve();
    const change = (...faults: Parameters<KafkaProxy['set']>) => {
      changing = Promise.all(proxies.map((proxy) => proxy.set(...faults))).then(() => sleep(NOTICED_MS));
    };
    const log: EventLog = {
      ...opened.log,
      append: (batches) => changing.then(() => opened.log.append(batches)),
      read: (request) => changing.then(() => opened.log.read(request)),
    };
    return {
      ...opened,
      log,
      failAppends(fault: AppendFault | undefined) {
        if (fault === 'partly')
          changing = Promise.all([proxies[0]?.set('refuse')]).then(() => sleep(NOTICED_MS));
        else change(fault === undefined ? 'pass' : fault === 'unavailable' ? 'refuse' : 'lose-answers');
      },
      failReads: (fail: boolean) => change(fail ? 'refuse' : 'pass'),
    };
  }

  eventLogContract('kafka', async () => open(), limits, openWithFaults);
});
