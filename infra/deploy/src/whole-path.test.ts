import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Kafka, logLevel } from 'kafkajs';
import { WebSocket } from 'ws';
import {
  bundle,
  dataforge,
  killLeftovers,
  ledgerSums,
  settingsIn,
  startServer,
  until,
  type ServerSettings,
} from '@dataforge/program';
import {
  kafkaTrigger,
  startKafka,
  startMinistack,
  type KafkaTrigger,
  type RunningKafka,
  type RunningMinistack,
} from '@dataforge/stack';
import { describeOnKafka, describeOnMinistack, SERVER_START_MS } from '@dataforge/stack/testing';
import { deployment } from './deployment.ts';
import { BUNDLE, bundleFolder, lambdaNames, templateOf } from './folders.ts';

const REGION = 'us-east-1';
const TOPIC = 'telemetry.readings';
const BUCKET = 'dataforge';
const TEST_MS = 300_000;

const reading = (id: number) => ({
  key: `/gateways/${id % 7}`,
  headers: { 'content-type': 'application/cloudevents+json' },
  value: JSON.stringify({
    specversion: '1.0',
    type: 'com.dataforge.telemetry.reading.v1',
    source: `/gateways/${id % 7}`,
    id: String(id),
    time: new Date().toISOString(),
    data: { deviceId: 'boiler', metric: 'temperature', value: 20, unit: 'Cel' },
  }),
});

interface Told {
  readonly type: string;
  readonly sequence: number;
  readonly data?: {
    readonly items?: readonly Item[];
    readonly upserted?: readonly Item[];
  };
}
interface Item {
  readonly kpi: string;
  readonly current: { readonly value: number | null };
}

describeOnKafka('on Kafka', () =>
  describeOnMinistack('and the endpoint with the APIs of AWS, with every Lambda deployed', () => {
    let folder: string;
    let kafka: RunningKafka;
    let ministack: RunningMinistack;
    let trigger: KafkaTrigger;
    let settings: ServerSettings;
    let access: {
      region: string;
      endpoint: string;
      credentials: { accessKeyId: string; secretAccessKey: string };
    };
    let gateway: string;
    let token: string;
    let sent = 0;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'whole-path-'));
      await bundle();
      [kafka, ministack] = await Promise.all([
        startKafka({ dir: join(folder, 'kafka') }),
        startMinistack({ dir: join(folder, 'aws') }),
      ]);
      const { endpoint } = ministack;
      access = { region: REGION, endpoint, credentials: { accessKeyId: 'stack', secretAccessKey: 'stack' } };
      settings = {
        ...(await settingsIn(folder)),
        ...{ DATAFORGE_PROFILE: 'stack', DATAFORGE_ENGINE: 'duckdb', DATAFORGE_LANDING_BY: 'fanout' },
        ...{ DATAFORGE_KAFKA_BROKERS: kafka.broker, DATAFORGE_AWS_BUCKET: BUCKET },
        ...{ DATAFORGE_AWS_REGION: REGION, DATAFORGE_AWS_ENDPOINT: endpoint },
      };
      expect(await dataforge(['prepare'], settings)).toMatchObject({ code: 0 });
      await deployAll(endpoint);
      gateway = await parameter('live/gateway');
      settings = { ...settings, DATAFORGE_LIVE_GATEWAY: gateway };
      token = await tokenOf('viewer');
      trigger = kafkaTrigger({ broker: kafka.broker, region: REGION, endpoint }, () => undefined);
      await startServer(settings);
    }, SERVER_START_MS);
    afterAll(async () => {
      await killLeftovers();
      await trigger?.stop();
      await Promise.all([kafka?.stop(), ministack?.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }, TEST_MS);

    async function deployAll(endpoint: string): Promise<void> {
      const deploys = deployment({
        region: REGION,
        endpoint,
        prefix: 'dataforge',
        folder: join(folder, 'deploy'),
      });
      // The APIs' stacks look for the authorizer's.
      const names = [...lambdaNames()].sort(
        (a, b) => Number(b === 'authorizer') - Number(a === 'authorizer'),
      );
      for (const name of names) {
        const code = readFileSync(join(bundleFolder(name), BUNDLE));
        const template = readFileSync(templateOf(name), 'utf8');
        expect(await deploys.deploy({ name, template, code }, () => undefined)).toBe('deployed');
      }
      deploys.close();
    }

    async function parameter(name: string): Promise<string> {
      const ssm = new SSMClient(access);
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `/dataforge/${name}` }));
      return Parameter?.Value ?? '';
    }

    /** An access token of the user pool, for somebody with a role. */
    async function tokenOf(GroupName: string): Promise<string> {
      const cognito = new CognitoIdentityProviderClient(access);
      const [UserPoolId, ClientId] = [
        await parameter('cognito/user-pool-id'),
        await parameter('cognito/user-pool-clients'),
      ];
      const [Username, Password] = ['ada', 'Correct-horse-7'];
      await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
      await cognito.send(
        new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }),
      );
      await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
      const { AuthenticationResult } = await cognito.send(
        new AdminInitiateAuthCommand({
          ...{ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
          AuthParameters: { USERNAME: Username, PASSWORD: Password },
        }),
      );
      return AuthenticationResult?.AccessToken ?? '';
    }

    async function produce(count: number): Promise<void> {
      const producer = new Kafka({ brokers: [kafka.broker], logLevel: logLevel.NOTHING }).producer();
      await producer.connect();
      const messages = Array.from({ length: count }, (_, n) => reading(sent + n));
      sent += count;
      await producer.send({ topic: TOPIC, messages });
      await producer.disconnect();
    }

    const settled = () =>
      until(
        () => ledgerSums(settings, 'telemetry'),
        ({ refined, landed, accepted }) => Math.min(refined, landed, accepted) >= sent,
      );

    /** The positions that landing objects hold, by partition. */
    async function landedPositions(): Promise<readonly string[]> {
      const s3 = new S3Client({ ...access, forcePathStyle: true });
      const found: string[] = [];
      const listing = { Bucket: BUCKET, Prefix: `landing/${TOPIC}/` };
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, listing))
        for (const { Key = '' } of Contents) {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
          const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
          for (const line of text.trimEnd().split('\n'))
            found.push(`${Key.split('/')[2]}/${String((JSON.parse(line) as { position: number }).position)}`);
        }
      return found;
    }

    function follow(headers: Record<string, string>) {
      const url = new URL(gateway, ministack.endpoint).href.replace(/^http/, 'ws');
      const socket = new WebSocket(url, { headers });
      const told: Told[] = [];
      const closed = new Promise<string>((resolve) => {
        socket.on('error', (error) => resolve(error.message));
        socket.on('close', (code) => resolve(String(code)));
      });
      socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as Told));
      return { socket, told, closed };
    }

    it(
      'takes what a producer sent into Kafka to landing, gold, the ledger and whoever follows a KPI',
      async () => {
        const { socket, told, closed } = follow({ authorization: `Bearer ${token}` });
        const devices = (message: Told) =>
          [...(message.data?.items ?? []), ...(message.data?.upserted ?? [])].find(
            ({ kpi }) => kpi === 'telemetry.devices',
          )?.current.value;
        await until(
          async () => told,
          (messages) => messages.some(({ type }) => type === 'hello'),
        );
        socket.send(JSON.stringify({ type: 'subscribe', topics: ['kpi:*'] }));
        await until(
          async () => told,
          (messages) => messages.some(({ type }) => type === 'snapshot'),
        );

        await produce(500);

        expect(await settled()).toEqual({ accepted: 500, refined: 500, landed: 500, balanced: true });
        const positions = await landedPositions();
        expect([positions.length, new Set(positions).size]).toEqual([500, 500]);
        await until(
          async () => told,
          (messages) => messages.some((message) => devices(message) === 1),
        );
        expect(told.map(({ type }) => type).slice(0, 2)).toEqual(['hello', 'snapshot']);
        const sequences = told.filter(({ type }) => type === 'delta').map(({ sequence }) => sequence);
        expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
        socket.close();
        await closed;
      },
      TEST_MS,
    );

    it(
      'answers the REST API to who has a token, and to nobody else',
      async () => {
        const url = new URL(await parameter('api/url'), ministack.endpoint).href;
        const ask = (path: string, authorization?: string) =>
          fetch(url + path, { headers: { ...(authorization !== undefined && { authorization }) } });
        const metrics = async () => {
          const answer = await ask('/metrics', `Bearer ${token}`);
          return { status: answer.status, ...((await answer.json()) as { items?: readonly Item[] }) };
        };
        const valueIn = ({ items = [] }: { items?: readonly Item[] }, name: string) =>
          items.find(({ kpi }) => kpi === name)?.current.value;

        const answered = await until(metrics, (answer) => valueIn(answer, 'telemetry.devices') === 1);
        expect([answered.status, valueIn(answered, 'telemetry.devices')]).toEqual([200, 1]);
        const ledger = await ask('/ledger?product=telemetry', `Bearer ${token}`);
        const { items } = (await ledger.json()) as {
          items: readonly { stage: string; landed: number; balanced: boolean }[];
        };
        expect(items.reduce((sum, { landed }) => sum + landed, 0)).toBe(sent);
        expect(items.every(({ stage, balanced }) => stage === 'land' && balanced)).toBe(true);
        expect((await ask('/health')).status).toBe(200);
        for (const refused of [undefined, 'Bearer none', `Bearer ${token}x`])
          expect((await ask('/metrics', refused)).status).toBe(401);
        // The gateway keeps what the authorizer said; what the role may not do the function says itself.
        const acknowledged = await fetch(`${url}/alerts/none/ack`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
        });
        expect(acknowledged.status).toBe(403);
        expect(acknowledged.headers.get('content-type')).toBe('application/problem+json');
      },
      TEST_MS,
    );

    it(
      'takes what a provider signed, byte for byte and once, and nothing that it did not sign',
      async () => {
        const secret = 'It is a secret to everybody';
        await new SSMClient(access).send(
          new PutParameterCommand({
            ...{ Name: '/dataforge/webhooks/sources', Type: 'SecureString', Overwrite: true },
            Value: JSON.stringify([{ provider: 'github', source: 'org', secrets: [secret] }]),
          }),
        );
        const url = new URL(`${await parameter('webhooks/url')}/github/org`, ministack.endpoint);
        async function deliver(id: string, body: Buffer, signedWith = secret): Promise<number> {
          const signature = createHmac('sha256', signedWith).update(body).digest('hex');
          const headers = {
            ...{ 'content-type': 'application/json', 'x-github-event': 'push', 'x-github-delivery': id },
            'x-hub-signature-256': `sha256=${signature}`,
          };
          return (await fetch(url, { method: 'POST', headers, body })).status;
        }
        const text = Buffer.from(JSON.stringify({ action: 'opened', sender: { login: 'ädä' } }));
        const noText = Buffer.from([0x22, 0xff, 0x00, 0x22]);

        const statuses = [
          await deliver('1', text),
          await deliver('1', text),
          await deliver('2', text, 'another secret'),
          await deliver('3', noText),
        ];

        expect(statuses).toEqual([202, 200, 401, 202]);
        const sums = await until(
          () => ledgerSums(settings, 'webhooks'),
          ({ accepted, landed }) => Math.min(accepted, landed) >= 2,
        );
        expect(sums).toMatchObject({ accepted: 2, landed: 2, balanced: true });
      },
      TEST_MS,
    );

    it(
      'lets nobody follow without a token',
      async () => {
        expect(await follow({}).closed).toMatch(/40[13]/);
        // The authorizer ends with what API Gateway takes for 401; the local endpoint makes 500 of it.
        expect(await follow({ authorization: 'Bearer none' }).closed).toMatch(/40[13]|500/);
      },
      TEST_MS,
    );

    /** The processes that run a function, of this endpoint. */
    const processesOf = (name: string): readonly number[] =>
      readdirSync('/proc')
        .filter((pid) => /^\d+$/.test(pid))
        .filter((pid) => {
          try {
            return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(
              join(folder, 'aws', 'data', 'tmp', `ministack-lambda-dataforge-${name}-`),
            );
          } catch {
            return false;
          }
        })
        .map(Number);

    it(
      'loses and doubles nothing when the function that lands is killed again and again',
      async () => {
        let killed = 0;
        let done = false;
        const killing = (async () => {
          while (!done) {
            for (const pid of processesOf('fanout')) {
              process.kill(pid, 'SIGKILL');
              killed += 1;
            }
            await new Promise((resolve) => setTimeout(resolve, 700));
          }
        })();
        for (let n = 0; n < 8; n += 1) {
          await produce(400);
          await new Promise((resolve) => setTimeout(resolve, 1_000));
        }
        done = true;
        await killing;

        expect(await settled()).toEqual({ accepted: sent, refined: sent, landed: sent, balanced: true });
        const positions = await landedPositions();
        expect([positions.length, new Set(positions).size]).toEqual([sent, sent]);
        expect(killed).toBeGreaterThan(0);
      },
      TEST_MS,
    );
  }),
);
