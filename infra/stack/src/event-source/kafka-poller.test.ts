import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { startKafka, type RunningKafka } from '../kafka/start-kafka.ts';
import { describeOnKafka, SERVER_START_MS } from '../testing/index.ts';
import type { KafkaMapping } from './kafka-mapping.ts';
import { kafkaPoller, type PollerDeps } from './kafka-poller.ts';
import type { MskEvent } from './msk-event.ts';

const PARTITIONS = 3;
const TEST_MS = 120_000;

describeOnKafka('polling for a function', () => {
  let dir: string;
  let running: RunningKafka;
  let kafka: Kafka;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'stack-trigger-'));
    running = await startKafka({ dir });
    kafka = new Kafka({ brokers: [running.broker], logLevel: logLevel.NOTHING });
  }, SERVER_START_MS);
  afterAll(async () => {
    await running?.stop();
    rmSync(dir, { recursive: true });
  }, TEST_MS);

  async function house(rest: Partial<KafkaMapping> = {}) {
    const topic = `t-${randomUUID()}`;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [
        {
          topic,
          numPartitions: PARTITIONS,
          configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
        },
      ],
    });
    await admin.disconnect();
    const mapping: KafkaMapping = {
      ...{ functionName: 'f', topic, group: topic, eventSourceArn: 'arn', batchSize: 50, windowMs: 100 },
      ...{ fromBeginning: true, partialAnswers: true, ...rest },
    };
    return {
      topic,
      async send(partition: number, messages: readonly Message[]) {
        const producer = kafka.producer({ allowAutoTopicCreation: false });
        await producer.connect();
        await producer.send({ topic, messages: messages.map((message) => ({ ...message, partition })) });
        await producer.disconnect();
      },
      poll: (invoke: PollerDeps['invoke']) =>
        kafkaPoller(
          { kafka, bootstrapServers: running.broker, invoke, log: () => undefined },
          { ...mapping },
        ),
    };
  }

  /** A function that keeps what it takes, by partition; `fails` says of each invocation what becomes of it. */
  function keeper(
    topic: string,
    fails: (
      n: number,
      event: MskEvent,
    ) => 'throws' | { partition: string; offset: number }[] | undefined = () => undefined,
  ) {
    const taken: number[][] = Array.from({ length: PARTITIONS }, () => []);
    const events: MskEvent[] = [];
    const invoke = async (_name: string, event: MskEvent) => {
      events.push(event);
      const fault = fails(events.length, event);
      if (fault === 'throws') throw new Error('it fails');
      for (const [name, records] of Object.entries(event.records)) {
        const from = fault?.find(({ partition }) => partition === name)?.offset ?? Infinity;
        for (const { partition, offset } of records) if (offset < from) taken[partition]?.push(offset);
      }
      return { batchItemFailures: (fault ?? []).map((itemIdentifier) => ({ itemIdentifier })) };
    };
    const total = () => taken.reduce((sum, offsets) => sum + offsets.length, 0);
    const until = async (count: number) => {
      while (total() < count) await sleep(20);
    };
    return { taken, events, invoke, until, name: (partition: number) => `${topic}-${partition}` };
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
  const messages = (count: number) => upTo(count).map((n) => ({ value: String(n) }));

  it(
    'hands over records as Lambda does for MSK',
    async () => {
      const { topic, send, poll } = await house();
      await send(1, [
        { key: 'boiler', value: 'v', headers: { ce_type: 'ä' } },
        { key: null, value: null },
      ]);
      const { events, invoke, until } = keeper(topic);
      const poller = await poll(invoke);
      await until(2);
      await poller.stop();

      const common = { topic, partition: 1, timestampType: 'LOG_APPEND_TIME', timestamp: expect.any(Number) };
      expect(events[0]).toEqual({
        ...{ eventSource: 'aws:kafka', eventSourceArn: 'arn', bootstrapServers: running.broker },
        records: {
          [`${topic}-1`]: [
            { ...common, offset: 0, key: 'Ym9pbGVy', value: 'dg==', headers: [{ ce_type: [-61, -92] }] },
            { ...common, offset: 1, headers: [] },
          ],
        },
      });
    },
    TEST_MS,
  );

  it(
    'fills batches with records of several partitions, and no further than their size',
    async () => {
      const { topic, send, poll } = await house({ batchSize: 7, windowMs: 500 });
      await send(0, messages(10));
      await send(1, messages(10));
      const { events, invoke, until, taken } = keeper(topic);
      const poller = await poll(invoke);
      await until(20);
      await poller.stop();

      const sizes = events.map(({ records }) => Object.values(records).flat().length);
      expect(Math.max(...sizes)).toBe(7);
      expect(events.some(({ records }) => Object.keys(records).length > 1)).toBe(true);
      expect(taken.slice(0, 2)).toEqual([upTo(10), upTo(10)]);
    },
    TEST_MS,
  );

  it(
    'loses, doubles and reorders nothing, whatever fails, and when it is started again',
    async () => {
      const { topic, send, poll } = await house({ batchSize: 20 });
      for (const partition of upTo(PARTITIONS)) await send(partition, messages(200));
      // Every third invocation fails whole, every other asks for one partition again from its middle on.
      const { invoke, until, taken } = keeper(topic, (n, { records }) => {
        if (n % 3 === 0) return 'throws';
        const [name, held] = Object.entries(records)[n % Object.keys(records).length] ?? [];
        const middle = held?.[Math.floor(held.length / 2)];
        return n % 2 === 0 && name && middle ? [{ partition: name, offset: middle.offset }] : undefined;
      });

      const first = await poll(invoke);
      await until(250);
      await first.stop();
      const second = await poll(invoke);
      await until(200 * PARTITIONS);
      await second.stop();

      expect(taken).toEqual(upTo(PARTITIONS).map(() => upTo(200)));
    },
    TEST_MS,
  );

  it(
    'takes an answer that makes no sense for a batch that failed',
    async () => {
      const { topic, send, poll } = await house();
      await send(0, messages(3));
      const { invoke, events, until, taken } = keeper(topic);
      let first = true;
      const poller = await poll(async (name, event) => {
        if (!first) return invoke(name, event);
        first = false;
        return { batchItemFailures: [{ itemIdentifier: { partition: `${topic}-0`, offset: 99 } }] };
      });
      await until(3);
      await poller.stop();

      expect([events.length, taken[0]]).toEqual([1, upTo(3)]);
    },
    TEST_MS,
  );
});
