import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafka, type KafkaClient } from '@dataforge/clients/kafka';
import { startKafka, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import { ConfigResourceTypes, Kafka, logLevel, type Admin } from 'kafkajs';
import { ORIGIN } from '../../index.ts';
import { kafkaEventLog, type KafkaEventLog } from './index.ts';

const HOUR = 3_600_000;
const ALL = { maxRecords: 100, maxBytes: 1_000_000 };

describeOnKafka('topics on Kafka', () => {
  let dir: string;
  let kafka: RunningKafka;
  let client: KafkaClient;
  let log: KafkaEventLog;
  let admin: Admin;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'events-topics-'));
    kafka = await startKafka({ dir });
    client = openKafka({ brokers: [kafka.broker] });
    log = kafkaEventLog({ client }, { prefix: 'one-' });
    admin = new Kafka({ brokers: [kafka.broker], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await admin?.disconnect();
    await log?.close();
    await client?.close();
    await kafka?.stop();
    rmSync(dir, { recursive: true });
  });

  async function configOf(topic: string): Promise<Readonly<Record<string, string>>> {
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    return Object.fromEntries(
      resources.flatMap(({ configEntries }) => configEntries).map((e) => [e.configName, e.configValue]),
    );
  }
  const partitionsOf = async (topic: string) =>
    (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions.length;

  it('are made with their partitions and retention, the broker’s time, and one compression', async () => {
    await log.ensureTopics([{ name: 'made', partitions: 3, retentionMs: 24 * HOUR }]);

    expect(await partitionsOf('one-made')).toBe(3);
    expect(await configOf('one-made')).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': String(24 * HOUR),
      'message.timestamp.type': 'LogAppendTime',
      'compression.type': 'gzip',
      'segment.ms': String(6 * HOUR),
    });
  });

  it('are compacted where that is asked for', async () => {
    await log.ensureTopics([{ name: 'compacted', partitions: 1, retentionMs: HOUR, compacted: true }]);

    expect(await configOf('one-compacted')).toMatchObject({ 'cleanup.policy': 'compact' });
  });

  it('that are there get what the log depends on, and keep what others set', async () => {
    await admin.createTopics({
      topics: [
        {
          topic: 'one-there',
          numPartitions: 2,
          configEntries: [
            { name: 'message.timestamp.type', value: 'CreateTime' },
            { name: 'unclean.leader.election.enable', value: 'false' },
            { name: 'delete.retention.ms', value: '1234' },
          ],
        },
      ],
    });

    await log.ensureTopics([{ name: 'there', partitions: 4, retentionMs: HOUR }]);

    expect(await partitionsOf('one-there')).toBe(4);
    expect(await configOf('one-there')).toMatchObject({
      'message.timestamp.type': 'LogAppendTime',
      'retention.ms': String(HOUR),
      'delete.retention.ms': '1234',
    });
  });

  it('are refused for good where they cannot be as they should', async () => {
    const copies = kafkaEventLog({ client }, { replicas: 3 });

    await expect(
      copies.ensureTopics([{ name: 'copies', partitions: 1, retentionMs: HOUR }]),
    ).rejects.toMatchObject({ nature: 'permanent', message: expect.stringMatching(/[Rr]eplication/) });
    await copies.close();
  });

  it('of several installations on one cluster are apart', async () => {
    const other = kafkaEventLog({ client }, { prefix: 'two-' });
    const spec = { name: 'shared', partitions: 1, retentionMs: HOUR };
    await Promise.all([log.ensureTopics([spec]), other.ensureTopics([spec])]);
    await log.append([{ topic: 'shared', records: [{ key: 'k', headers: {}, value: Buffer.from('x') }] }]);

    const read = await other.read({ topic: 'shared', partition: 0, from: ORIGIN, ...ALL });

    expect(read.ok && read.value.records).toEqual([]);
    expect(await other.sizeBytes()).toBe(0);
    expect(await log.sizeBytes()).toBeGreaterThan(0);
    await other.close();
  });

  it('that are unknown cannot be read, and waiting does not help', async () => {
    await expect(log.ends('unknown')).rejects.toMatchObject({ nature: 'permanent' });
    await expect(log.join('unknown', 'g')).rejects.toMatchObject({ nature: 'permanent' });
  });

  it('that lost what was read of them are not read on as if nothing had happened', async () => {
    await log.ensureTopics([{ name: 'lost', partitions: 1, retentionMs: HOUR }]);

    const beyond = log.read({ topic: 'lost', partition: 0, from: 7 as typeof ORIGIN, ...ALL });

    await expect(beyond).rejects.toMatchObject({
      nature: 'retriable',
      message: expect.stringMatching(/partition 0 of one-lost ends at 0, before 7/),
    });
  });
});
