import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openKafka, type KafkaClient } from '@dataforge/clients/kafka';
import { kafkaClassPath, startKafka, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import { CompressionTypes, Kafka, logLevel, Partitioners, type Message, type Producer } from 'kafkajs';
import { ORIGIN, type LogRecord, type Position } from '../../index.ts';
import { kafkaEventLog, type KafkaEventLog, type KafkaLogSettings } from './index.ts';

const ALL = { maxRecords: 10_000, maxBytes: 100_000_000 };
const DAY = 86_400_000;
const text = (value: Uint8Array) => Buffer.from(value).toString();

/** What others wrote into a topic of the log's, with clients of their own. */
describeOnKafka('records of others', () => {
  let dir: string;
  let kafka: RunningKafka;
  let foreign: Kafka;
  let classPath: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'events-others-'));
    // Else compaction is not to be waited for.
    const properties = { 'log.cleaner.backoff.ms': '100', 'log.initial.task.delay.ms': '100' };
    kafka = await startKafka({ dir, properties });
    foreign = new Kafka({ brokers: [kafka.broker], logLevel: logLevel.NOTHING });
    classPath = await kafkaClassPath();
  }, SERVER_START_MS);
  afterAll(async () => {
    await kafka?.stop();
    rmSync(dir, { recursive: true });
  });

  let client: KafkaClient;
  let log: KafkaEventLog;
  let topic: string;
  let topics = 0;
  const open = (settings: Partial<KafkaLogSettings> = {}) => kafkaEventLog({ client }, settings);
  beforeEach(async () => {
    client = openKafka({ brokers: [kafka.broker] });
    log = open();
    topic = `others-${(topics += 1)}`;
  });
  afterEach(async () => {
    await log.close();
    await client.close();
  });

  const ensure = (more: { compacted?: boolean } = {}) =>
    log.ensureTopics([{ name: topic, partitions: 1, retentionMs: DAY, ...more }]);

  async function readAll(from: Position = ORIGIN, reader = log) {
    const read = await reader.read({ topic, partition: 0, from, ...ALL });
    if (!read.ok) throw new Error('out of range');
    return read.value;
  }
  const values = (records: readonly LogRecord[]) => records.map(({ value }) => text(value));
  const countIn = async (from: Position, to: Position, reader = log) =>
    (await reader.census(topic, 0, from, to)).reduce((sum, { records }) => sum + records, 0);
  /** A transaction's end is written after it was answered for. */
  async function untilEnd(position: number): Promise<void> {
    while ((await end()) < position) await sleep(20);
  }
  const end = async () => (await log.ends(topic))[0]?.end as Position;

  async function produce(messages: Message[], compression = CompressionTypes.None): Promise<void> {
    const producer = foreign.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic, messages, compression });
    await producer.disconnect();
  }

  /** Produces lines with Kafka's own client, as its command line does. */
  function produceLines(lines: readonly string[], codec: string): void {
    const tool = ['-cp', classPath, 'org.apache.kafka.tools.ConsoleProducer'];
    const to = ['--bootstrap-server', kafka.broker, '--topic', topic, '--compression-codec', codec];
    const input = lines.map((line) => `${line}\n`).join('');
    const ran = spawnSync('java', ['-XX:TieredStopAtLevel=1', ...tool, ...to], { input, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
  }

  it('are read whatever they hold: no key, no value, bytes that are no text, headers twice', async () => {
    await ensure();
    await produce([
      { key: null, value: 'no key' },
      { key: 'tombstone', value: null },
      { key: Buffer.from([0xff, 0xfe]), value: Buffer.from([0xff, 0x00]) },
      {
        key: 'headers',
        value: 'v',
        headers: {
          'Content-Type': 'a',
          CE_ID: ['first', 'last'],
          __proto__x: 'y',
          bytes: Buffer.from([0xff]),
        },
      },
      { key: 'large', value: 'x'.repeat(3_000_000) },
    ]);

    const { records } = await readAll();

    expect(records.map(({ key, value }) => [key, value.byteLength])).toEqual([
      ['', 6],
      ['tombstone', 0],
      ['\ufffd\ufffd', 2],
      ['headers', 1],
      ['large', 3_000_000],
    ]);
    expect([...(records[2] as LogRecord).value]).toEqual([0xff, 0x00]);
    expect((records[3] as LogRecord).headers).toEqual({
      'content-type': 'a',
      ce_id: 'last',
      __proto__x: 'y',
      bytes: '\ufffd',
    });
  });

  it('have the time at which the broker took them, whatever time they claim', async () => {
    await ensure();
    const before = Date.now();
    await produce([{ key: 'k', value: 'v', timestamp: '1000' }]);

    const [record] = (await readAll()).records;

    expect(record?.appendedAt).toBeGreaterThanOrEqual(before);
    expect(record?.appendedAt).toBeLessThanOrEqual(Date.now());
  });

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'are read that Kafka’s own client packed by %s',
    async (codec) => {
      await ensure();
      const lines = Array.from({ length: 200 }, (_, n) => `line ${n} ${'x'.repeat(100)}`);
      produceLines(lines, codec);

      expect(values((await readAll()).records)).toEqual(lines);
      expect(await countIn(ORIGIN, await end())).toBe(200);
    },
  );

  it('that are packed as only others can read are refused, with what to do, and not passed over', async () => {
    const admin = foreign.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic }] });
    await admin.disconnect();
    produceLines(['a', 'b'], 'zstd');

    await expect(readAll()).rejects.toMatchObject({
      nature: 'permanent',
      message: expect.stringMatching(/compressed by zstd.*Set compression.type=gzip/),
    });
  });

  it('that would not fit into memory come without content, each at its position, and are counted', async () => {
    log = open({ maxUnpackedBytes: 100_000 });
    await ensure();
    await produce([{ value: 'before' }]);
    const bomb = 'x'.repeat(100_000);
    await produce([{ value: bomb }, { value: bomb }], CompressionTypes.GZIP);
    await produce([{ value: 'after' }]);

    const { records, next } = await readAll();

    expect(values(records)).toEqual(['before', '', '', 'after']);
    expect(records.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
    expect(records[1]?.headers).toEqual({ unreadable: expect.stringMatching(/larger than 100000 bytes/) });
    expect(next).toBe(4);
    expect(await countIn(ORIGIN, await end())).toBe(4);
  });

  describe('in transactions', () => {
    let producer: Producer;
    beforeEach(async () => {
      producer = foreign.producer({
        transactionalId: topic,
        maxInFlightRequests: 1,
        idempotent: true,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
    });
    afterEach(() => producer.disconnect());

    async function transact(value: string, outcome: 'commit' | 'abort', compression = CompressionTypes.None) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value }, { value }], compression });
      await transaction[outcome]();
    }

    it('are read once they are committed, and never where they were aborted; their ends are passed', async () => {
      await ensure();
      await transact('one', 'commit');
      await transact('aborted', 'abort');
      await transact('aborted too', 'abort', CompressionTypes.GZIP);
      await produce([{ value: 'between' }]);
      await transact('two', 'commit', CompressionTypes.GZIP);
      await untilEnd(13);

      const { records, next } = await readAll();

      expect(values(records)).toEqual(['one', 'one', 'between', 'two', 'two']);
      expect(next).toBe(await end());
      expect(next).toBe(13);
      expect(await countIn(ORIGIN, next)).toBe(5);
      expect(await countIn(4 as Position, 10 as Position)).toBe(1);
      expect(values((await readAll(1 as Position)).records)).toEqual(['one', 'between', 'two', 'two']);
    });

    it('are not there while they are open, and hold what comes after them back', async () => {
      await ensure();
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: 'open' }] });
      await produce([{ value: 'after' }]);

      expect((await readAll()).records).toEqual([]);
      expect(await end()).toBe(0);
      expect(await countIn(ORIGIN, 100 as Position)).toBe(0);
      await transaction.commit();
      await untilEnd(3);

      expect(values((await readAll()).records)).toEqual(['open', 'after']);
      expect(await countIn(ORIGIN, await end())).toBe(2);
    });

    it('let a group pass ends that nothing follows', async () => {
      await ensure();
      await transact('aborted', 'abort');
      await untilEnd(3);
      const member = await log.join(topic, 'g');

      const polled = await member.poll({ ...ALL, maxWaitMs: 0 });

      expect(polled).toEqual({ ok: true, value: [{ partition: 0, records: [], next: 3 }] });
      expect(await member.poll({ ...ALL, maxWaitMs: 0 })).toEqual({ ok: true, value: [] });
    });
  });

  it('of a topic that is compacted leave gaps, and are counted as they are left', async () => {
    await ensure({ compacted: true });
    const admin = foreign.admin();
    await admin.connect();
    const configEntries = Object.entries({
      'cleanup.policy': 'compact',
      'message.timestamp.type': 'LogAppendTime',
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.001',
      'min.compaction.lag.ms': '0',
    }).map(([name, value]) => ({ name, value }));
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries }] });
    await admin.disconnect();
    for (let n = 0; n < 5; n += 1) {
      await produce(
        [
          { key: 'a', value: `a-${n}` },
          { key: `only-${n}`, value: 'o' },
          { key: 'b', value: `b-${n}` },
        ],
        CompressionTypes.GZIP,
      );
      await sleep(150);
    }

    const kept = ['o', 'o', 'o', 'o', 'a-4', 'o', 'b-4'];
    let found: readonly LogRecord[] = [];
    for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
      // The newest segment is never compacted.
      await produce([{ key: 'last', value: 'l' }]);
      found = (await readAll()).records;
      if (found.filter(({ key }) => key !== 'last').length === kept.length) break;
      await sleep(500);
    }

    const others = found.filter(({ key }) => key !== 'last');
    expect(values(others)).toEqual(kept);
    expect(others.map(({ position }) => position)).toEqual([1, 4, 7, 10, 12, 13, 14]);
    const fresh = open();
    expect(await countIn(ORIGIN, 15 as Position, fresh)).toBe(7);
    expect(await countIn(2 as Position, 13 as Position, fresh)).toBe(4);
    await fresh.close();
    expect(values((await readAll(11 as Position)).records).slice(0, 3)).toEqual(['a-4', 'o', 'b-4']);
  }, 90_000);
});
