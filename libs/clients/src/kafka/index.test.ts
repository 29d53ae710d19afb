import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@dataforge/kernel';
import { freePorts, startKafka, type RunningKafka } from '@dataforge/stack';
import { describeOnKafka, SERVER_START_MS } from '@dataforge/stack/testing';
import {
  clientCredentialsTokens,
  openKafka,
  storedPartitions,
  type KafkaClient,
  type KafkaSasl,
  type KafkaSettings,
} from './index.ts';

const quick = { retryForMs: 500, connectTimeoutMs: 1_000 };

describeOnKafka('a Kafka cluster', () => {
  let dir: string;
  let kafka: RunningKafka;
  const opened: KafkaClient[] = [];
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'clients-kafka-'));
    const accounts = [{ name: 'ada', password: 'correct-horse' }];
    kafka = await startKafka({ dir, secured: { accounts } });
  }, SERVER_START_MS);
  afterAll(async () => {
    await kafka?.stop();
    rmSync(dir, { recursive: true });
  });
  afterEach(() => Promise.all(opened.splice(0).map((client) => client.close())));

  function open(settings: Partial<KafkaSettings>, more: Parameters<typeof openKafka>[1] = {}): KafkaClient {
    const client = openKafka({ brokers: [kafka.broker], ...settings }, { limits: quick, ...more });
    opened.push(client);
    return client;
  }
  const secured = (sasl: KafkaSasl, tls = { ca: kafka.certificate }) =>
    open({ brokers: [kafka.securedBroker], tls, sasl });
  const scram = (password: string) => ({ mechanism: 'scram-sha-512', username: 'ada', password }) as const;

  it('says who it is', async () => {
    expect(await open({}).health()).toEqual({ clusterId: expect.any(String), brokers: 1 });
  });

  it('can be waited out where nothing answers', async () => {
    const [port] = (await freePorts(1)) as [number];

    await expect(open({ brokers: [`127.0.0.1:${port}`] }).health()).rejects.toMatchObject({
      nature: 'retriable',
      message: expect.stringMatching(/^Kafka: asking who it is failed: .*ECONNREFUSED/),
    });
  });

  it('is reached with TLS and an account', async () => {
    expect(await secured(scram('correct-horse')).health()).toMatchObject({ brokers: 1 });
  });

  it('refuses another password for good, and the password is not told', async () => {
    const logged: string[] = [];
    const write = (fields: object, message: string) => void logged.push(JSON.stringify([fields, message]));
    const log = { info: write, warn: write, error: write };
    const client = open(
      { brokers: [kafka.securedBroker], tls: { ca: kafka.certificate }, sasl: scram('wrong-horse') },
      { log },
    );

    const failed = client.health();

    await expect(failed).rejects.toMatchObject({ nature: 'permanent', message: /uthentication failed/ });
    expect(logged.join()).not.toMatch(/wrong-horse/);
    expect(logged.join()).toMatch(/kafkajs.*uthentication failed/);
  });

  it('is not believed without a certificate that is trusted', async () => {
    await expect(secured(scram('correct-horse'), { ca: '' }).health()).rejects.toThrow(
      /self-signed certificate/,
    );
  });

  it('takes the tokens of an OIDC provider, and asks for another when one expires', async () => {
    let issued = 0;
    const issuer = createServer((_request, response) => {
      issued += 1;
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const now = Math.floor(Date.now() / 1_000);
      const token = `${part({ alg: 'none' })}.${part({ sub: 'ada', iat: now, exp: now + 60 })}.`;
      response.end(JSON.stringify({ access_token: token, expires_in: issued === 1 ? 0 : 60 }));
    }).listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const tokenUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    const tokens = clientCredentialsTokens({ tokenUrl, clientId: 'ada', clientSecret: 'secret' });

    const client = secured({ mechanism: 'oauthbearer', tokens });
    await client.health();
    await client.health();
    await client.health();

    issuer.close();
    expect(issued).toBe(2);
  });

  it('refuses what is no token for good', async () => {
    const tokens = async () => ({ value: 'no token', expiresAt: Infinity });

    await expect(secured({ mechanism: 'oauthbearer', tokens }).health()).rejects.toMatchObject({
      nature: 'permanent',
    });
  });

  it('can be waited out where there is no token now', async () => {
    const tokens = clientCredentialsTokens({
      tokenUrl: 'http://127.0.0.1:1',
      clientId: 'ada',
      clientSecret: 'secret',
    });

    await expect(secured({ mechanism: 'oauthbearer', tokens }).health()).rejects.toMatchObject({
      nature: 'retriable',
    });
  });

  it('tells what its disks hold', async () => {
    const client = open({});
    await client.administered('creating a topic', (admin) =>
      admin.createTopics({ topics: [{ topic: 'stored', numPartitions: 2 }] }),
    );
    const link = client.link();

    const stored = await link.tried('asking', async (cluster) => {
      await cluster.refreshMetadata();
      return storedPartitions(await cluster.findControllerBroker());
    });

    const ours = stored.filter(({ topic }) => topic === 'stored');
    expect(ours.map(({ partition, bytes }) => [partition, bytes]).sort()).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('is tried again until it is back', async () => {
    const link = openKafka({ brokers: [kafka.broker] }, { limits: { retryForMs: 60_000 } }).link();
    const ask = () =>
      link.tried('asking', async (cluster) => {
        await cluster.refreshMetadata();
        return cluster.getNodeIds();
      });
    await ask();

    await kafka.kill();
    const asked = ask();
    kafka = await kafka.startAgain();

    expect(await asked).toEqual(['1']);
    await link.close();
  }, 120_000);

  it('is not asked once it was closed', async () => {
    const client = openKafka({ brokers: [kafka.broker] }, { log: silentLog });
    const link = client.link();
    await link.cluster();

    await client.close();

    await expect(link.tried('asking', async () => 1)).rejects.toThrow('the connections to Kafka are closed');
  });
});
