import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openSsm } from '@dataforge/clients/ssm';
import { decodeRecord, ORIGIN } from '@dataforge/events';
import { MINUTE_MS, silentLog } from '@dataforge/kernel';
import { lambdaEventLog } from '@dataforge/lambda/kafka';
import type { RestEvent } from '@dataforge/lambda/api-gateway';
import { compiledProducts } from '@dataforge/products/testing';
import {
  startFaultProxy,
  startKafkaCluster,
  startKafkaProxy,
  type FaultProxy,
  type Faults,
  type KafkaProxy,
  type RunningKafka,
} from '@dataforge/stack';
import { describeOnKafka, describeWithMinistack, SERVER_START_MS } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import { WEBHOOKS_TABLE } from '@dataforge/webhooks/dynamodb';
import { deliveryHandler } from './delivery-handler.ts';

// What a Lambda signs with, as its own role gives it.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'stack', AWS_SECRET_ACCESS_KEY: 'stack' });

const NOW = 1_800_000_000_000;
const SECRET = 'It is a secret to everybody';
const TOPIC = 'webhooks.deliveries';
const ISSUE = JSON.stringify({
  action: 'opened',
  sender: { login: 'ädä' },
  repository: { full_name: 'o/r' },
});

/** A delivery as API Gateway hands it over, whose media types are binary. */
function delivery(
  body: string | Buffer = ISSUE,
  { id = 'g-1', source = 'org', secret = SECRET } = {},
): RestEvent {
  const bytes = Buffer.from(body);
  const headers = {
    'Content-Type': 'application/json',
    'X-GitHub-Event': 'issues',
    'X-GitHub-Delivery': id,
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`,
  };
  return {
    ...{ httpMethod: 'POST', path: `/webhooks/github/${source}`, resource: '/webhooks/{provider}/{source}' },
    pathParameters: { provider: 'github', source },
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ...{ body: bytes.toString('base64'), isBase64Encoded: true },
    requestContext: { identity: { sourceIp: '192.0.2.1' } },
  };
}

describeOnKafka('on Kafka', () =>
  describeWithMinistack('the Lambda that takes deliveries', (access) => {
    let dir: string;
    let brokers: readonly RunningKafka[];
    let broker: KafkaProxy;
    let aws: FaultProxy;
    let topics: ReturnType<typeof lambdaEventLog>;
    const opened: ReturnType<typeof lambdaEventLog>[] = [];
    function eventLog(patienceMs: number) {
      const environment = {
        ...{ AWS_REGION: access().region, KAFKA_AUTHENTICATION: 'none' },
        KAFKA_BROKERS: `127.0.0.1:${broker.port}`,
      };
      const log = lambdaEventLog(environment, silentLog, { patienceMs });
      opened.push(log);
      return log;
    }
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'webhook-gateway-'));
      const advertise = async (port: number) => {
        broker = await startKafkaProxy(port);
        return broker.port;
      };
      brokers = await startKafkaCluster({ dir, brokers: 1, advertise });
      topics = eventLog(10_000);
      await topics.ensureTopics([{ name: TOPIC, partitions: 1, retentionMs: 1e9 }]);
    }, SERVER_START_MS);
    afterAll(async () => {
      await Promise.all(opened.map((log) => log.close()));
      await broker?.close();
      await Promise.all((brokers ?? []).map((one) => one.kill()));
      rmSync(dir, { recursive: true, force: true });
    });
    beforeEach(async () => void (aws = await startFaultProxy(access().endpoint)));
    afterEach(() => aws.stop());

    async function open({ patienceMs = 10_000 } = {}) {
      const names = {
        TABLE_PREFIX: `${randomUUID()}-`,
        WEBHOOK_SOURCES: `/${randomUUID()}/webhooks/sources`,
      };
      const [dynamoDb, ssm] = [
        openDynamoDb({ ...access(), tablePrefix: names.TABLE_PREFIX }),
        openSsm(access()),
      ];
      await dynamoDb.createTable(WEBHOOKS_TABLE);
      const configure = (...secrets: readonly string[]) =>
        ssm.putSecret(
          names.WEBHOOK_SOURCES,
          JSON.stringify([{ provider: 'github', source: 'org', secrets }]),
        );
      await configure(SECRET);
      const clock = simulatedClock(NOW);
      const lines: string[] = [];
      const handle = deliveryHandler({
        environment: { ...names, AWS_REGION: access().region, AWS_ENDPOINT_URL: aws.endpoint },
        products: compiledProducts(),
        log: eventLog(patienceMs),
        clock,
        write: (line) => lines.push(line),
      });
      const [{ end } = { end: ORIGIN }] = await topics.ends(TOPIC);
      /** The events that came since this was opened. */
      async function events() {
        const read = await topics.read({
          topic: TOPIC,
          partition: 0,
          from: end,
          maxRecords: 1e3,
          maxBytes: 1e8,
        });
        if (!read.ok) throw new Error('out of range');
        return read.value.records.map((record) => {
          const decoded = decodeRecord(record);
          if (!decoded.ok) throw new Error(decoded.error.detail);
          return decoded.value;
        });
      }
      async function send(event: RestEvent) {
        const { statusCode, body } = await handle(event);
        return { status: statusCode, body: JSON.parse(body) as Record<string, unknown> };
      }
      return { send, events, configure, clock, lines };
    }

    it('appends what GitHub signed, once, however often it is delivered', async () => {
      const { send, events } = await open();

      expect(await send(delivery())).toEqual({ status: 202, body: { accepted: 1 } });
      expect(await send(delivery())).toEqual({ status: 200, body: { duplicate: true } });

      expect(await events()).toMatchObject([
        {
          ...{ id: 'g-1', source: '/webhooks/github/org', subject: 'o/r' },
          data: { actor: 'ädä', payload: JSON.parse(ISSUE) },
        },
      ]);
    });

    it('keeps the signature of bytes that are no text', async () => {
      const { send, events } = await open();
      const bytes = Buffer.from([0x22, 0xff, 0x00, 0x22]);

      expect(await send(delivery(bytes))).toMatchObject({ status: 202 });

      expect(await events()).toMatchObject([{ data: { payloadBase64: bytes.toString('base64') } }]);
    });

    it.each<[string, number, RestEvent]>([
      ['whose signature is of another secret', 401, delivery(ISSUE, { secret: 'another secret' })],
      ['whose body is another than was signed', 401, { ...delivery(), body: delivery('{}').body }],
      ['of a source that nobody configured', 404, delivery(ISSUE, { source: 'other' })],
      ['of more than a mebibyte', 413, delivery(`{"a":"${'x'.repeat(1024 * 1024)}"}`)],
    ])('takes no delivery %s', async (_which, status, event) => {
      const { send, events, lines } = await open();

      expect(await send(event)).toMatchObject({ status, body: { status, detail: expect.any(String) } });

      expect(await events()).toEqual([]);
      expect(lines.join()).not.toContain(SECRET);
    });

    it('says 503 while Kafka is away, and takes the next try', async () => {
      const { send, events, lines } = await open({ patienceMs: 300 });
      await broker.set('refuse');

      expect(await send(delivery())).toMatchObject({ status: 503 });
      expect(lines.join()).toContain('A delivery was not taken.');

      await broker.set('pass');
      expect(await retried(() => send(delivery()))).toEqual({ status: 202, body: { accepted: 1 } });
      expect(await events()).toHaveLength(1);
    });

    it('says 503 while the ids of deliveries are away, and appends nothing', async () => {
      const { send, events } = await open();
      aws.set(withoutDynamoDb);

      expect(await send(delivery())).toMatchObject({ status: 503 });
      expect(await events()).toEqual([]);

      aws.set(() => undefined);
      expect(await send(delivery())).toMatchObject({ status: 202 });
      expect(await events()).toHaveLength(1);
    });

    it('takes a secret that was rotated within five minutes, and the one before no more', async () => {
      const { send, configure, clock } = await open();
      expect(await send(delivery())).toMatchObject({ status: 202 });
      await configure('the secret after it');
      await clock.advance(5 * MINUTE_MS);

      expect(await send(delivery(ISSUE, { id: 'g-2', secret: 'the secret after it' }))).toMatchObject({
        status: 202,
      });
      expect(await send(delivery(ISSUE, { id: 'g-3' }))).toMatchObject({ status: 401 });
    });

    it('names what its environment lacks', () => {
      expect(() =>
        deliveryHandler({
          environment: { TABLE_PREFIX: 'a' },
          products: compiledProducts(),
          log: topics,
          clock: simulatedClock(0),
          write: () => undefined,
        }),
      ).toThrow('WEBHOOK_SOURCES is missing');
    });
  }),
);

/** DynamoDB is away; everything else is as it is. */
const withoutDynamoDb: Faults = ({ headers }) =>
  String(headers.authorization).includes('/dynamodb/') ? { kind: 'refused', status: 503 } : undefined;

/** As a provider delivers again what was not taken. */
async function retried<T extends { readonly status: number }>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (answer.status !== 503 || tries === 20) return answer;
  }
}
