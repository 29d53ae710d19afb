import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import { describeOnKafka, SERVER_START_MS } from '../testing/index.ts';
import { startKafka, type RunningKafka } from './start-kafka.ts';

const quiet = { logLevel: logLevel.NOTHING, retry: { retries: 0 } };

/** The ids of the cluster that answers there. */
async function clusterAt(config: KafkaConfig): Promise<string> {
  const admin = new Kafka({ ...quiet, ...config }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).clusterId;
  } finally {
    await admin.disconnect();
  }
}

const unsecured = (claims: object) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
};

describeOnKafka('a Kafka of one’s own', () => {
  let root: string;
  let first: RunningKafka;
  let second: RunningKafka;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'stack-kafka-'));
    const accounts = [{ name: 'ada', password: 'correct-horse' }];
    [first, second] = await Promise.all([
      startKafka({ dir: join(root, 'first'), secured: { accounts } }),
      startKafka({ dir: join(root, 'second'), properties: { 'num.partitions': '3' } }),
    ]);
  }, SERVER_START_MS);
  afterAll(async () => {
    await Promise.all([first?.stop(), second?.stop()]);
    rmSync(root, { recursive: true });
  });

  it('is one of several, each a cluster of its own', async () => {
    const [one, other] = await Promise.all(
      [first, second].map(({ broker }) => clusterAt({ brokers: [broker] })),
    );

    expect(one).not.toBe(other);
  });

  it('keeps what it has acknowledged over a kill, and its port', async () => {
    const brokers = [second.broker];
    const kafka = new Kafka({ ...quiet, brokers });
    const admin = kafka.admin();
    const producer = kafka.producer();
    await Promise.all([admin.connect(), producer.connect()]);
    await admin.createTopics({ topics: [{ topic: 't' }] });
    await producer.send({ topic: 't', acks: -1, messages: [{ partition: 2, value: 'x' }] });
    await Promise.all([admin.disconnect(), producer.disconnect()]);
    const before = await clusterAt({ brokers });

    await second.kill();
    second = await second.startAgain();

    expect(await clusterAt({ brokers })).toBe(before);
    const again = new Kafka({ ...quiet, brokers }).admin();
    await again.connect();
    const offsets = await again.fetchTopicOffsets('t');
    await again.disconnect();
    expect(offsets.map(({ partition, offset }) => [partition, offset]).sort()).toEqual([
      [0, '0'],
      [1, '0'],
      [2, '1'],
    ]);
  }, 120_000);

  describe('its listener with TLS and accounts', () => {
    const secured = () => ({ brokers: [first.securedBroker], ssl: { ca: [first.certificate] } });
    const scram = (password: string) => ({ mechanism: 'scram-sha-512', username: 'ada', password }) as const;
    const bearer = (value: string) =>
      ({ mechanism: 'oauthbearer', oauthBearerProvider: () => Promise.resolve({ value }) }) as const;

    it('takes an account with its password, and no other password', async () => {
      const plain = await clusterAt({ brokers: [first.broker] });

      expect(await clusterAt({ ...secured(), sasl: scram('correct-horse') })).toBe(plain);
      await expect(clusterAt({ ...secured(), sasl: scram('wrong') })).rejects.toThrow(/[Aa]uthentication/);
    });

    it('takes a bearer’s token, and nothing that is none', async () => {
      const token = unsecured({ sub: 'ada', iat: Date.now() / 1_000, exp: Date.now() / 1_000 + 60 });

      expect(await clusterAt({ ...secured(), sasl: bearer(token) })).toEqual(expect.any(String));
      await expect(clusterAt({ ...secured(), sasl: bearer('no token') })).rejects.toThrow();
    });

    it('is trusted by who knows its certificate, and by nobody else', async () => {
      const sasl = scram('correct-horse');

      await expect(clusterAt({ brokers: [first.securedBroker], ssl: true, sasl })).rejects.toThrow(
        /self.signed/,
      );
    });
  });

  it('says what its log says when it cannot start', async () => {
    const taken = { dir: join(root, 'third'), port: first.port };

    await expect(startKafka(taken)).rejects.toThrow(
      /Kafka ended while it started.[^]*Address already in use/,
    );
  });
});
