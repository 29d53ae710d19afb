import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudEvent, Kafka as KafkaBinding } from 'cloudevents';
import { Kafka, logLevel, Partitioners, type IHeaders, type Message, type Producer } from 'kafkajs';
import { openKafka, type KafkaClient } from '@dataforge/clients/kafka';
import { deadLetterTopic, sendDeadLetters, structuredRecord, type Candidate } from '@dataforge/events';
import { kafkaEventLog, type KafkaEventLog } from '@dataforge/events/kafka';
import { Clock, DAY_MS, Log, Random, silentLog } from '@dataforge/kernel';
import { FateReader, land, LandingIndex, LandingStore, refine, RefineStore } from '@dataforge/lake';
import { AcceptedCounts, countAccepted } from '@dataforge/ledger';
import type { Product } from '@dataforge/products';
import { compiledProducts } from '@dataforge/products/testing';
import { startKafka, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import { loadSettings } from './config/load-settings.ts';
import { compose } from './server/compose/compose.ts';
import { openDataDir, type DataDir } from './server/open-data-dir.ts';
import * as app from './server/ports.ts';

const SOURCE = '/gateways/seven';
const MIB = 1024 * 1024;

/** The whole composition on a log in Kafka, and producers that know Kafka alone. */
describeOnKafka('what others produce into a topic', () => {
  let dir: string;
  let kafka: RunningKafka;
  let client: KafkaClient;
  let log: KafkaEventLog;
  let opened: DataDir;
  let container: ReturnType<typeof compose>;
  let product: Product;
  let topic: string;
  let producer: Producer;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'dataforge-kafka-'));
    kafka = await startKafka({ dir: join(dir, 'kafka') });
    client = openKafka({ brokers: [kafka.broker] });
    log = kafkaEventLog({ client });
    const settings = { ...loadSettings({}), dataDir: join(dir, 'data') };
    const products = compiledProducts();
    product = products.products.find(({ name }) => name === 'telemetry') as Product;
    topic = product.event.topic;
    opened = await openDataDir(settings, products, silentLog);
    const connections = { eventLog: log, close: async () => undefined };
    container = compose({ settings, products, logger: silentLog, connections, ...opened });
    const specs = products.products.map(({ event }) => ({
      name: event.topic,
      partitions: event.partitions,
      retentionMs: DAY_MS,
    }));
    await log.ensureTopics(specs.flatMap((spec) => [spec, { ...spec, name: deadLetterTopic(spec.name) }]));
    const foreign = new Kafka({ brokers: [kafka.broker], logLevel: logLevel.NOTHING });
    producer = foreign.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      transactionalId: 'foreign',
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await producer?.disconnect();
    await log?.close();
    await client?.close();
    await opened?.close();
    await kafka?.stop();
    rmSync(dir, { recursive: true });
  });

  const reading = (id: string, value: unknown = 21.5, time = new Date().toISOString()) => ({
    ...{ specversion: '1.0', id, source: SOURCE, type: product.event.type, time },
    data: { deviceId: 'boiler', metric: 'temperature', value, unit: 'Cel' },
  });
  /** As the CloudEvents SDK writes an event for Kafka. */
  function encoded(mode: 'binary' | 'structured', event: ReturnType<typeof reading>): Message {
    const sdkEvent = new CloudEvent({ ...event, datacontenttype: 'application/json' }, false);
    const { headers, value } = KafkaBinding[mode](sdkEvent);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    // It names attributes that the event has not, without a value.
    const given = Object.entries(headers).filter(([, header]) => header !== undefined);
    return { key: SOURCE, headers: Object.fromEntries(given) as IHeaders, value: text };
  }

  /** Lands and refines all that is there, with what the server's own loops run. */
  async function work(): Promise<void> {
    const deps = {
      log,
      store: container.get(RefineStore),
      clock: container.get(Clock),
      random: container.get(Random),
      logger: container.get(Log),
      deadLetters: sendDeadLetters({ log }),
    };
    const lander = land(
      { ...deps, store: container.get(LandingStore), index: container.get(LandingIndex) },
      { topic, group: 'land', maxRecords: 1_000, maxBytes: 16 * MIB, lingerMs: 0 },
    );
    for (const { partition } of await log.ends(topic)) while ((await lander.step(partition)).kind !== 'idle');
    const session = await refine(deps, {
      product,
      group: 'refine',
      maxRecords: 1_000,
      maxBytes: 16 * MIB,
      maxWaitMs: 0,
    }).open();
    while ((await session.step()) === 'refined');
    await session.close();
  }

  /** What became of how many records, and whether all stages account for all of them. */
  async function accounts() {
    await countAccepted({ log, accepted: container.get(AcceptedCounts) })(topic);
    const lines = await container.get(app.ReadLedgerUse)({ byMinute: false, product: 'telemetry' });
    const sum = (stage: string, count: 'accepted' | 'landed' | 'inFlight') =>
      lines.filter((line) => line.stage === stage).reduce((total, line) => total + line[count], 0);
    const { counts } = await container.get(FateReader).fates('telemetry');
    const fates: Record<string, number> = {};
    for (const { fate, records } of counts) fates[fate] = (fates[fate] ?? 0) + records;
    return {
      balanced: lines.every((line) => line.balanced),
      accepted: sum('refine', 'accepted'),
      landed: sum('land', 'landed'),
      inFlight: sum('refine', 'inFlight'),
      fates,
    };
  }

  it('is judged and accounted for like what came by HTTP, whatever it is', async () => {
    const accept = container.get(app.AcceptEventsUse);
    const one = reading('by-http');
    const candidate: Candidate = {
      ok: true,
      event: one,
      record: structuredRecord(SOURCE, Buffer.from(JSON.stringify(one))),
    };
    expect(await accept([candidate], false)).toMatchObject({ ok: true });
    const two = reading('by-kafka');
    const good: Message[] = [
      encoded('binary', two),
      encoded('structured', reading('structured')),
      // In another partition than its source has.
      { ...encoded('binary', reading('no-key')), key: null },
    ];
    const copies: Message[] = [
      encoded('structured', one),
      encoded('binary', two),
      { ...encoded('structured', two), key: null },
    ];
    const bad: Message[] = [
      encoded('binary', reading('no-number', 'hot')),
      encoded('structured', { ...reading('other'), type: 'com.example.other' }),
      // The id of another content.
      encoded('structured', { ...two, data: { ...two.data, value: 99 } }),
      { key: null, value: null },
      { key: SOURCE, value: null, headers: encoded('binary', reading('tombstone')).headers as IHeaders },
      { key: Buffer.from([0xff]), value: Buffer.from([0xff, 0xfe, 0x00]) },
      { value: '{"specversion":"1.0"', headers: { 'content-type': 'application/cloudevents+json' } },
      { value: 'x'.repeat(3 * MIB), headers: { 'content-type': 'application/cloudevents+json' } },
      { ...encoded('binary', reading('bytes')), value: Buffer.from([0xff, 0xfe, 0x00]) },
    ];
    await producer.send({ topic, messages: [...good, ...copies, ...bad] });
    const aborted = await producer.transaction();
    await aborted.send({ topic, messages: [encoded('binary', reading('aborted'))] });
    await aborted.abort();
    const committed = await producer.transaction();
    await committed.send({ topic, messages: [encoded('binary', reading('committed'))] });
    await committed.commit();

    let found = await accounts();
    // A transaction's end is written after it was answered for.
    for (; found.accepted < 17; found = await accounts()) await sleep(50);
    expect(found).toMatchObject({ balanced: true, inFlight: 17, landed: 0 });
    await work();

    expect(await accounts()).toEqual({
      balanced: true,
      accepted: 17,
      landed: 17,
      inFlight: 0,
      fates: { refined: 5, duplicate: 3, quarantined: 9 },
    });
    const rows = await opened.duckDb.connected(async (connection) =>
      (await connection.runAndReadAll('SELECT id FROM silver.telemetry ORDER BY id')).getRows(),
    );
    expect(rows.flat()).toEqual(['by-http', 'by-kafka', 'committed', 'no-key', 'structured']);
  }, 60_000);

  it('is not counted again when it is read again', async () => {
    const before = await accounts();

    await work();

    expect(await accounts()).toEqual(before);
  });

  it('goes on after the broker was killed, with what came before and after', async () => {
    const before = await accounts();
    await producer.send({ topic, messages: [encoded('binary', reading('before'))] });
    await kafka.kill();
    kafka = await kafka.startAgain();
    await producer.send({ topic, messages: [encoded('binary', reading('after'))] });

    await work();

    expect(await accounts()).toMatchObject({
      balanced: true,
      accepted: before.accepted + 2,
      landed: before.landed + 2,
      inFlight: 0,
      fates: { refined: (before.fates['refined'] ?? 0) + 2 },
    });
  }, 120_000);
});
