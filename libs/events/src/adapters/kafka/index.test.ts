import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openKafka } from '@dataforge/clients/kafka';
import { startKafka, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import { eventLogContract } from '../../testing/index.ts';
import { kafkaEventLog } from './index.ts';

const limits = { maxRecordBytes: 10_000 };

describeOnKafka('on a broker', () => {
  let dir: string;
  let kafka: RunningKafka;
  let logs = 0;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'events-kafka-'));
    kafka = await startKafka({ dir });
  }, SERVER_START_MS);
  afterAll(async () => {
    await kafka?.stop();
    rmSync(dir, { recursive: true });
  });

  eventLogContract(
    'kafka',
    async () => {
      const client = openKafka({ brokers: [kafka.broker] });
      const log = kafkaEventLog({ client }, { ...limits, prefix: `log-${(logs += 1)}-` });
      return {
        log,
        now: Date.now,
        advance: (ms) => sleep(Math.max(0, ms)),
        close: async () => {
          await log.close();
          await client.close();
        },
      };
    },
    limits,
  );
});
