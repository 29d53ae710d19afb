import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openKafka, type KafkaClient } from '@dataforge/clients/kafka';
import { startKafka, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import { seededRandom } from '@dataforge/testkit';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { LogRecord, Membership, Position } from '../../index.ts';
import { kafkaEventLog, type KafkaEventLog } from './index.ts';

const ALL = { maxRecords: 10_000, maxBytes: 100_000_000 };
const POLL = { ...ALL, maxWaitMs: 100 };
const DAY = 86_400_000;
/** Members are heard often, and missed soon. */
const lively = { heartbeatMs: 50, sessionMs: 1_000, rejoinMs: 5_000 };

interface Worker {
  readonly client: KafkaClient;
  readonly log: KafkaEventLog;
}

/** Members of a group in several processes; each has a client of its own, as a process has. */
describeOnKafka('a group of several processes', () => {
  let dir: string;
  let kafka: RunningKafka;
  const workers: Worker[] = [];
  let topic: string;
  let topics = 0;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'events-groups-'));
    kafka = await startKafka({ dir, properties: { 'group.min.session.timeout.ms': '500' } });
  }, SERVER_START_MS);
  afterAll(async () => {
    await kafka?.stop();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => void (topic = `group-${(topics += 1)}`));
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(end));
  });

  function work(): Worker {
    const client = openKafka({ brokers: [kafka.broker] }, { limits: { metadataAgeMs: 200 } });
    const worker = { client, log: kafkaEventLog({ client }, lively) };
    workers.push(worker);
    return worker;
  }
  async function end({ client, log }: Worker): Promise<void> {
    await log.close();
    await client.close();
  }
  const ensure = ({ log }: Worker, partitions: number) =>
    log.ensureTopics([{ name: topic, partitions, retentionMs: DAY }]);
  const partitionsOf = (...members: readonly Membership[]) =>
    members.flatMap(({ partitions }) => partitions).sort();
  const revoked = async ({ revoked: signal }: Membership) => {
    while (!signal.aborted) await sleep(10);
  };
  const numbered = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      key: `key-${(from + n) % 31}`,
      headers: {},
      value: Buffer.from(String(from + n)),
    }));

  it('shares the partitions out among them, and again when one leaves', async () => {
    const [a, b] = [work(), work()];
    await ensure(a, 4);
    const alone = await a.log.join(topic, 'g');
    expect(partitionsOf(alone)).toEqual([0, 1, 2, 3]);

    const joining = b.log.join(topic, 'g');
    await revoked(alone);
    const [ofA, ofB] = await Promise.all([a.log.join(topic, 'g'), joining]);

    expect(partitionsOf(ofA, ofB)).toEqual([0, 1, 2, 3]);
    expect([ofA.partitions.length, ofB.partitions.length]).toEqual([2, 2]);
    expect(ofA.generation).toBe(ofB.generation);
    await ofB.leave();
    await revoked(ofA);
    expect(partitionsOf(await a.log.join(topic, 'g'))).toEqual([0, 1, 2, 3]);
  });

  it('fences whoever is slower than the others', async () => {
    const [a, b] = [work(), work()];
    await ensure(a, 1);
    await a.log.append([{ topic, records: numbered(0, 10) }]);
    const slow = await a.log.join(topic, 'g');
    const polled = await slow.poll(POLL);
    const joining = b.log.join(topic, 'g');
    await revoked(slow);
    await a.log.join(topic, 'g');
    await joining;

    expect(polled.ok && (await slow.commit(polled.value))).toMatchObject({
      ok: false,
      error: { kind: 'fenced' },
    });
    expect(await a.log.committed(topic, 'g')).toEqual([]);
  });

  it('goes on without a member that ended without a word', async () => {
    const [a, b] = [work(), work()];
    await ensure(a, 2);
    const alone = await a.log.join(topic, 'g');
    const joining = b.log.join(topic, 'g');
    await revoked(alone);
    const [ofA] = await Promise.all([a.log.join(topic, 'g'), joining]);

    await b.client.close();
    await revoked(ofA);

    expect(partitionsOf(await a.log.join(topic, 'g'))).toEqual([0, 1]);
  });

  it('lets a member wait that has no partition', async () => {
    const [a, b] = [work(), work()];
    await ensure(a, 1);
    const alone = await a.log.join(topic, 'g');
    const joining = b.log.join(topic, 'g');
    await revoked(alone);
    const members = await Promise.all([a.log.join(topic, 'g'), joining]);
    const idle = members.find(({ partitions }) => partitions.length === 0) as Membership;
    const begun = Date.now();

    expect(await idle.poll(POLL)).toEqual({ ok: true, value: [] });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(POLL.maxWaitMs - 1);
  });

  it('takes up partitions that somebody adds', async () => {
    const a = work();
    await ensure(a, 2);
    const member = await a.log.join(topic, 'g');
    const foreign = new Kafka({ brokers: [kafka.broker], logLevel: logLevel.NOTHING });
    const [admin, producer] = [
      foreign.admin(),
      foreign.producer({ createPartitioner: Partitioners.DefaultPartitioner }),
    ];
    await Promise.all([admin.connect(), producer.connect()]);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });

    await revoked(member);
    const again = await a.log.join(topic, 'g');
    await producer.send({ topic, messages: [{ partition: 2, value: 'new' }] });
    await Promise.all([admin.disconnect(), producer.disconnect()]);

    expect(partitionsOf(again)).toEqual([0, 1, 2]);
    const polled = await again.poll({ ...ALL, maxWaitMs: 10_000 });
    expect(polled.ok && polled.value.map(({ partition, records }) => [partition, records.length])).toEqual([
      [2, 1],
    ]);
  });

  it('does all of the work, commits nothing out of turn and never goes back, whoever comes and goes', async () => {
    const random = seededRandom(7);
    const first = work();
    await ensure(first, 4);
    const done = new Set<string>();
    const newest = new Map<number, number>();
    const furthest = new Map<number, Position>();
    const outOfTurn: string[] = [];
    const total = 4_000;
    const stop = new AbortController();

    function committed(member: Membership, partition: number, next: Position): void {
      if (member.generation < (newest.get(partition) ?? 0)) outOfTurn.push(`generation of ${partition}`);
      if (next < (furthest.get(partition) ?? 0)) outOfTurn.push(`position of ${partition}`);
      newest.set(partition, member.generation);
      furthest.set(partition, next);
    }

    /** Polls and commits until its membership ends, or it has had enough: it leaves, dies, or is too slow for a while. */
    async function serve(worker: Worker): Promise<'lives' | 'dead'> {
      const member = await worker.log.join(topic, 'g');
      while (!member.revoked.aborted && !stop.signal.aborted) {
        const polled = await member.poll({ ...POLL, maxRecords: 50 });
        const batches = polled.ok ? polled.value : [];
        const values = batches.flatMap(({ records }) => records.map((r: LogRecord) => String(r.value)));
        const chance = random.next();
        if (chance < 0.02) await worker.client.close();
        if (chance < 0.02) return 'dead';
        if (chance < 0.04) await sleep(lively.sessionMs / 2);
        if (chance < 0.06) break;
        if (batches.length === 0 || !(await member.commit(batches)).ok) continue;
        for (const value of values) done.add(value);
        for (const { partition, next } of batches) committed(member, partition, next);
      }
      await member.leave();
      return 'lives';
    }

    async function keepServing(): Promise<void> {
      let worker = work();
      while (!stop.signal.aborted) if ((await serve(worker)) === 'dead') worker = work();
    }

    const serving = [keepServing(), keepServing(), keepServing()];
    for (let n = 0; n < total; n += 100) {
      await first.log.append([{ topic, records: numbered(n, 100) }]);
      await sleep(20);
    }
    for (const deadline = Date.now() + 60_000; done.size < total && Date.now() < deadline;) await sleep(50);
    stop.abort();
    await Promise.all(serving);

    expect(outOfTurn).toEqual([]);
    expect(done.size).toBe(total);
    const ends = await first.log.ends(topic);
    expect(await first.log.committed(topic, 'g')).toEqual(
      ends.map(({ partition, end: next }) => ({ partition, next })),
    );
  }, 120_000);
});
