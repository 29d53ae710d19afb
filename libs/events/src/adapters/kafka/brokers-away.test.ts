import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openKafka, type KafkaClient } from '@dataforge/clients/kafka';
import { startKafkaCluster, startKafkaProxy, type KafkaProxy, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import { ORIGIN, type AppendFailure, type EventRecord } from '../../index.ts';
import { kafkaEventLog, type KafkaEventLog, type KafkaLogSettings } from './index.ts';

const DAY = 86_400_000;
const ALL = { maxRecords: 1_000_000, maxBytes: 1_000_000_000 };
const PARTITIONS = 4;

describeOnKafka('the log, when brokers go away', () => {
  let dir: string;
  let brokers: RunningKafka[];
  const proxies: KafkaProxy[] = [];
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'events-away-'));
    const advertise = async (port: number) => {
      const proxy = await startKafkaProxy(port);
      proxies.push(proxy);
      return proxy.port;
    };
    brokers = [...(await startKafkaCluster({ dir, brokers: 2, advertise }))];
  }, SERVER_START_MS);
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await Promise.all((brokers ?? []).map((broker) => broker.kill()));
    rmSync(dir, { recursive: true });
  });

  let client: KafkaClient;
  let log: KafkaEventLog;
  let topic: string;
  let topics = 0;
  beforeEach(() => void (topic = `away-${(topics += 1)}`));
  afterEach(async () => {
    await Promise.all(proxies.map((proxy) => proxy.set('pass')));
    await log.close();
    await client.close();
  });

  async function open(
    settings: Partial<KafkaLogSettings>,
    limits = { requestTimeoutMs: 3_000 },
  ): Promise<void> {
    const addresses = proxies.map(({ port }) => `127.0.0.1:${port}`);
    client = openKafka({ brokers: addresses }, { limits: { ...limits, retryForMs: 30_000 } });
    log = kafkaEventLog({ client }, settings);
    await log.ensureTopics([{ name: topic, partitions: PARTITIONS, retentionMs: DAY }]);
  }

  const record = (n: number): EventRecord => ({
    key: `k${n % 17}`,
    headers: {},
    value: Buffer.from(String(n)),
  });
  const append = (...numbers: readonly number[]) => log.append([{ topic, records: numbers.map(record) }]);

  async function held(): Promise<readonly number[]> {
    const reads = await Promise.all(
      Array.from({ length: PARTITIONS }, (_, partition) =>
        log.read({ topic, partition, from: ORIGIN, ...ALL }),
      ),
    );
    return reads.flatMap((read) => (read.ok ? read.value.records : [])).map(({ value }) => Number(value));
  }

  /** Appends numbers, several at a time, each until it is taken; which were, and which the log was not sure of meanwhile. */
  function load(untilStopped: AbortSignal) {
    const taken = new Set<number>();
    const unsure = new Set<number>();
    const failures: AppendFailure[] = [];
    let next = 0;
    async function produce(): Promise<void> {
      while (!untilStopped.aborted) {
        const numbers = Array.from({ length: 5 }, () => (next += 1));
        for (;;) {
          const result = await append(...numbers);
          if (result.ok) break;
          failures.push(result.error);
          if (result.error.kind === 'ambiguous') for (const n of numbers) unsure.add(n);
        }
        for (const n of numbers) taken.add(n);
      }
    }
    const ended = Promise.all(Array.from({ length: 8 }, produce));
    return { taken, unsure, failures, ended };
  }

  /** Every number that was taken is there, and more than once only where the log was not sure. */
  async function expectWhole({ taken, unsure }: ReturnType<typeof load>): Promise<void> {
    const copies = new Map<number, number>();
    for (const n of await held()) copies.set(n, (copies.get(n) ?? 0) + 1);
    expect([...taken].filter((n) => !copies.has(n))).toEqual([]);
    expect([...copies].filter(([n, count]) => count > 1 && !unsure.has(n))).toEqual([]);
    expect(copies.size).toBe(taken.size);
  }

  async function until(done: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 60_000; !done(); await sleep(20))
      if (Date.now() > deadline) throw new Error('waited in vain');
  }

  it('takes everything, and everything once, while one is killed that others have copies of', async () => {
    await open({ replicas: 2, minInSyncReplicas: 1, writeForMs: 30_000 });
    const stop = new AbortController();
    const loaded = load(stop.signal);
    await until(() => loaded.taken.size > 500);

    await brokers[1]?.kill();
    const before = loaded.taken.size;
    await until(() => loaded.taken.size > before + 500);
    brokers[1] = await (brokers[1] as RunningKafka).startAgain();
    stop.abort();
    await loaded.ended;

    expect(loaded.failures).toEqual([]);
    await expectWhole(loaded);
  }, 120_000);

  it('holds everything it took when the only one is killed, and takes more when it is back', async () => {
    await open({ replicas: 1, writeForMs: 2_000 });
    const stop = new AbortController();
    const loaded = load(stop.signal);
    await until(() => loaded.taken.size > 500);

    await Promise.all(brokers.map((broker) => broker.kill()));
    await until(() => loaded.failures.length > 0);
    brokers = await Promise.all(brokers.map((broker) => broker.startAgain()));
    const before = loaded.taken.size;
    await until(() => loaded.taken.size > before + 500);
    stop.abort();
    await loaded.ended;

    await expectWhole(loaded);
  }, 180_000);

  it('writes once what it tries again because the answer was lost', async () => {
    await open({ replicas: 1, writeForMs: 20_000 });
    expect((await append(0)).ok).toBe(true);
    await Promise.all(proxies.map((proxy) => proxy.set('lose-answers')));

    const appending = append(1, 2, 3, 4, 5);
    await sleep(500);
    await Promise.all(proxies.map((proxy) => proxy.set('pass')));

    expect((await appending).ok).toBe(true);
    expect([...(await held())].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('does not know what became of an append where a broker hangs, and takes the next', async () => {
    await open({ replicas: 1, writeForMs: 500 }, { requestTimeoutMs: 1_000 });
    expect((await append(0)).ok).toBe(true);
    await Promise.all(proxies.map((proxy) => proxy.set('stall')));

    expect(await append(1)).toMatchObject({ ok: false, error: { kind: 'ambiguous' } });
    await Promise.all(proxies.map((proxy) => proxy.set('pass')));

    expect((await append(2)).ok).toBe(true);
    expect(await held()).toEqual(expect.arrayContaining([0, 2]));
  });

  it('refuses at once what would wait beyond its bound, and takes it later', async () => {
    await open({ replicas: 1, writeForMs: 1_000, maxWaitingBytes: 10_000 });
    await Promise.all(proxies.map((proxy) => proxy.set('refuse')));
    const large = (key: string): EventRecord => ({ key, headers: {}, value: Buffer.alloc(4_000) });

    const [first, second, third] = await Promise.all(
      ['a', 'b', 'c'].map((key) => log.append([{ topic, records: [large(key)] }])),
    );

    expect([first, second]).toMatchObject([
      { ok: false, error: { kind: 'unavailable' } },
      { ok: false, error: { kind: 'unavailable' } },
    ]);
    expect(third).toMatchObject({ ok: false, error: { detail: '8002 bytes wait to be written already' } });
    await Promise.all(proxies.map((proxy) => proxy.set('pass')));
    expect((await log.append([{ topic, records: [large('c')] }])).ok).toBe(true);
  });

  it('says that it is full once its topics have their share of the disks', async () => {
    await open({ replicas: 1, maxBytes: 50_000, prefix: 'full-' });
    const noise = (): EventRecord => ({
      key: 'k',
      headers: {},
      value: Buffer.from(Array.from({ length: 60_000 }, () => Math.floor(Math.random() * 256))),
    });
    expect((await log.append([{ topic, records: [noise()] }])).ok).toBe(true);
    expect(await log.sizeBytes()).toBeGreaterThan(50_000);

    let result = await append(1);
    for (const deadline = Date.now() + 20_000; result.ok && Date.now() < deadline; await sleep(100))
      result = await append(1);

    expect(result).toMatchObject({ ok: false, error: { kind: 'full' } });
  }, 40_000);

  it('refuses an append whose records for one partition are too large for a batch, and writes nothing', async () => {
    await open({ replicas: 1, maxBatchBytes: 100_000 });
    const records = Array.from({ length: 30 }, () => ({ key: 'k', headers: {}, value: Buffer.alloc(4_000) }));

    const result = await log.append([{ topic, records: [record(1), ...records] }]);

    expect(result).toMatchObject({ ok: false, error: { kind: 'too-large' } });
    expect(await held()).toEqual([]);
  });
});
