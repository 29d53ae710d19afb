import { randomUUID } from 'node:crypto';
import { CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { openUserPool } from '@dataforge/access/testing/user-pool';
import { ALERTS_TABLE, dynamoDbAlertStore } from '@dataforge/alerts/dynamodb';
import { alertOf } from '@dataforge/alerts/testing';
import { ANOMALIES_TABLE } from '@dataforge/anomalies/dynamodb';
import { openAthena } from '@dataforge/clients/athena';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openGlue } from '@dataforge/clients/glue';
import { openS3 } from '@dataforge/clients/s3';
import type { Position } from '@dataforge/events';
import { MINUTE_MS, systemClock } from '@dataforge/kernel';
import { dynamoDbKpiStore, KPI_TABLE } from '@dataforge/kpi/dynamodb';
import { kpiPoint } from '@dataforge/kpi/testing';
import { dynamoDbLandingIndex, LAKE_TABLE } from '@dataforge/lake/dynamodb';
import { meterProduct } from '@dataforge/lake/testing';
import { dynamoDbAcceptedCounts, LEDGER_TABLE } from '@dataforge/ledger/dynamodb';
import { QUERY_TABLE } from '@dataforge/query/dynamodb';
import { startFaultProxy, type FaultProxy } from '@dataforge/stack';
import { describeWithMinistack, type MinistackAccess } from '@dataforge/stack/testing';
import { apiHandler } from './api-handler.ts';

// What a Lambda signs with, as its own role gives it.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'stack', AWS_SECRET_ACCESS_KEY: 'stack' });

const TABLES = [KPI_TABLE, LAKE_TABLE, LEDGER_TABLE, ALERTS_TABLE, ANOMALIES_TABLE, QUERY_TABLE];
const MINUTE = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
const query = {
  ...{
    name: 'meter.newest',
    product: 'meter',
    title: 'Newest readings',
    parameters: [],
    reads: ['meter_latest'],
  },
  sql: 'SELECT meter, reading FROM gold.meter_latest ORDER BY meter',
};
const products = { hash: '', products: [{ ...meterProduct, queries: [query] }] };

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: object;
  readonly search?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Gold as JSON in S3, with the table of Glue's that Athena finds it by; gives a workgroup to ask it with. */
async function makeGold(access: MinistackAccess): Promise<string> {
  const [bucket, workGroup] = [randomUUID(), randomUUID()];
  const [s3, glue] = [openS3(access).sdk(), openGlue(access).sdk()];
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const Body = '{"meter":"a","reading":1.5}\n{"meter":"b","reading":2}\n';
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'gold/meter_latest/1.json', Body }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'gold' } }));
  const TableInput = {
    ...{ Name: 'meter_latest', TableType: 'EXTERNAL_TABLE', Parameters: { classification: 'json' } },
    StorageDescriptor: {
      Columns: [
        { Name: 'meter', Type: 'string' },
        { Name: 'reading', Type: 'double' },
      ],
      Location: `s3://${bucket}/gold/meter_latest/`,
      SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
    },
  };
  await glue.send(new CreateTableCommand({ DatabaseName: 'gold', TableInput }));
  const Configuration = { ResultConfiguration: { OutputLocation: `s3://${bucket}/answers/` } };
  await openAthena(access)
    .sdk()
    .send(new CreateWorkGroupCommand({ Name: workGroup, Configuration }));
  return workGroup;
}

describeWithMinistack('the Lambda that answers the REST API', (access) => {
  let proxy: FaultProxy;
  let pool: Awaited<ReturnType<typeof openUserPool>>;
  let gold: Promise<string> | undefined;
  beforeAll(async () => {
    pool = await openUserPool(access());
  });
  beforeEach(async () => void (proxy = await startFaultProxy(access().endpoint)));
  afterEach(() => proxy.stop());

  async function open({ workGroup = 'none' } = {}) {
    const TABLE_PREFIX = `${randomUUID()}-`;
    const client = openDynamoDb({ ...access(), tablePrefix: TABLE_PREFIX });
    for (const table of TABLES) await client.createTable(table);
    const lines: string[] = [];
    const handle = apiHandler({
      environment: {
        ...{ TABLE_PREFIX, USER_POOL_ID: pool.userPoolId, USER_POOL_CLIENTS: pool.clientId },
        ...{ ATHENA_WORK_GROUP: workGroup, ATHENA_VIEWS: 'gold', ATHENA_TABLES: 'gold' },
        ...{ AWS_REGION: access().region, AWS_ENDPOINT_URL: proxy.endpoint },
      },
      products,
      write: (line) => lines.push(line),
    });
    async function ask(path: string, { method = 'GET', token, body, search = {}, headers = {} }: Asked = {}) {
      const answer = await handle({
        ...{ httpMethod: method, path, resource: '/{proxy+}', pathParameters: { proxy: path.slice(1) } },
        headers: {
          Host: 'api.example',
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          ...(body && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        multiValueQueryStringParameters: Object.fromEntries(
          Object.entries(search).map(([name, value]) => [name, [value]]),
        ),
        body: body ? Buffer.from(JSON.stringify(body)).toString('base64') : null,
        ...{
          isBase64Encoded: body !== undefined,
          requestContext: { identity: { sourceIp: '198.51.100.7' } },
        },
      });
      return { ...answer, json: () => JSON.parse(answer.body) as Record<string, unknown> };
    }
    const tokenOf = async (...roles: string[]) =>
      (await pool.tokensFor(`with ${roles.join('-')}`, roles)).access;
    return { ask, client, lines, tokenOf };
  }

  it('answers with the KPIs that the worker stored, and their series', async () => {
    const { ask, client, tokenOf } = await open();
    const token = await tokenOf('viewer');
    const points = [
      kpiPoint(MINUTE - MINUTE_MS, 3, { kpi: 'meter.readings' }),
      kpiPoint(MINUTE, 7, { kpi: 'meter.readings' }),
    ];
    await dynamoDbKpiStore({ client, clock: systemClock }, { everyMs: 0 }).upsert(points);

    const all = await ask('/metrics', { token });
    const one = await ask('/metrics', { token, search: { kpi: 'meter.readings' } });

    expect(all).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(all.json()).toMatchObject({ items: [{ kpi: 'meter.readings', current: { value: 7 } }] });
    expect(JSON.stringify(one.json())).toContain(`"value":3`);
    expect((await ask('/metrics', { token, search: { kpi: 'nope' } })).statusCode).toBe(404);
  });

  it('lists alerts, and lets an operator say that they look after one', async () => {
    const { ask, client, tokenOf } = await open();
    const alert = alertOf({ id: 'a-1', product: 'meter' });
    await dynamoDbAlertStore({ client }).change('a-1', () => alert);
    const [viewer, operator] = [await tokenOf('viewer'), await tokenOf('operator')];

    const refused = await ask('/alerts/a-1/ack', { method: 'POST', token: viewer });
    const acknowledged = await ask('/alerts/a-1/ack', { method: 'POST', token: operator });
    const listed = await ask('/alerts', { token: viewer });

    expect(refused.statusCode).toBe(403);
    expect(acknowledged.json()).toMatchObject({ acknowledgedBy: 'with operator' });
    expect(listed.json()).toMatchObject({ items: [{ id: 'a-1', state: 'acknowledged' }] });
    const runbook = await ask('/docs/runbooks/freshness', { token: viewer });
    expect([runbook.statusCode, runbook.body]).toEqual([
      404,
      expect.stringContaining('docs/runbooks/freshness.md'),
    ]);
  });

  it('accounts for what landed, and says who knows the rest', async () => {
    const { ask, client, tokenOf } = await open();
    const token = await tokenOf('viewer');
    const minutes = (records: number) => [{ minute: MINUTE, records }];
    const at = (n: number) => n as Position;
    await dynamoDbAcceptedCounts({ client }).add('meters', 0, {
      from: at(0),
      through: at(5),
      minutes: minutes(5),
    });
    await dynamoDbLandingIndex({ client }).advance(at(0), {
      ...{ topic: 'meters', partition: 0, first: at(0), next: at(3), key: 'k', minutes: minutes(3) },
      ...{ records: 3, bytes: 1, wellFormed: 3, lastAppendedAt: MINUTE, landedAt: MINUTE },
    });

    const whole = await ask('/ledger', { token });
    const byMinute = await ask('/ledger', { token, search: { by: 'minute', stage: 'land' } });
    const refined = await ask('/ledger', { token, search: { stage: 'refine' } });

    const line = { stage: 'land', partition: 0, accepted: 5, landed: 3, inFlight: 2, balanced: true };
    expect(whole.json()).toMatchObject({ items: [line, { partition: 1, accepted: 0, balanced: true }] });
    expect(byMinute.json()).toMatchObject({ items: [{ ...line, minute: new Date(MINUTE).toISOString() }] });
    expect(refined.statusCode).toBe(400);
    expect(refined.json()).toMatchObject({
      detail: expect.stringContaining('ask the worker'),
      errors: [{ field: 'stage' }],
    });
  });

  it('lists products and anomalies, and tells whoever watches it that it is ready', async () => {
    const { ask, tokenOf } = await open();
    const token = await tokenOf('viewer');

    expect((await ask('/products', { token })).json()).toMatchObject({ items: [{ name: 'meter' }] });
    expect((await ask('/anomalies', { token })).json()).toEqual({ items: [] });
    expect((await ask('/health')).json()).toMatchObject({ status: 'ready' });
  });

  it('finds out by itself who asks, whatever the gateway in front of it let through', async () => {
    const { ask, tokenOf } = await open();
    const [header, payload] = (await tokenOf('admin')).split('.');
    const forged = `${header}.${payload}.${Buffer.from('x'.repeat(256)).toString('base64url')}`;
    const ofAnotherClient = (await pool.tokensFor('stranger', ['admin'], await pool.newClient())).access;

    const nobody = await ask('/metrics');
    expect([nobody.statusCode, nobody.multiValueHeaders ?? nobody.headers]).toEqual([
      401,
      expect.objectContaining({ 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' }),
    ]);
    for (const token of [forged, ofAnotherClient, 'none'])
      expect((await ask('/metrics', { token })).statusCode).toBe(401);
    for (const token of [await tokenOf(), await tokenOf('producer')])
      expect((await ask('/metrics', { token })).statusCode).toBe(403);
    expect((await ask('/metrics', { headers: { Cookie: 'session=x; __Host-session=x' } })).statusCode).toBe(
      401,
    );
  });

  it('has neither what only the worker knows nor, without Athena, queries', async () => {
    const { ask, tokenOf } = await open();
    const token = await tokenOf('admin');

    for (const path of ['/trace', '/session', '/live', '/queries'])
      expect((await ask(path, { token })).statusCode).toBe(404);
    const asked = await ask('/query', { method: 'POST', token, body: { query: query.name } });
    expect(asked.statusCode).toBe(404);
    const document = (await ask('/openapi.json', { token })).json();
    expect(Object.keys(document['paths'] as object)).not.toContain('/query');
  });

  it('runs named queries on Athena, and no statement of a caller', async () => {
    const { ask, tokenOf } = await open({ workGroup: await (gold ??= makeGold(access())) });
    const token = await tokenOf('analyst');
    const post = (body: object, search = {}) => ask('/query', { method: 'POST', token, body, search });

    const page = await post({ query: query.name });
    expect(page.json()).toMatchObject({
      columns: [{ name: 'meter' }, { name: 'reading' }],
      rows: [
        ['a', 1.5],
        ['b', 2],
      ],
      ...{ watermark: null, cached: false },
    });
    expect((await post({ query: query.name, maxAge: 60 })).json()).toMatchObject({ cached: true });
    const file = await post({ query: query.name }, { format: 'ndjson' });
    expect(file.isBase64Encoded).toBe(true);
    expect(Buffer.from(file.body, 'base64').toString()).toBe(
      '{"meter":"a","reading":1.5}\n{"meter":"b","reading":2}\n',
    );
    expect((await post({ query: 'meter.nope' })).statusCode).toBe(404);
    const own = await post({ sql: 'SELECT 1' });
    expect([own.statusCode, own.body]).toEqual([422, expect.stringContaining('named queries')]);
    expect((await ask('/query/schema', { token })).statusCode).toBe(200);
  });

  it('asks to be asked again while DynamoDB is away, and says why in its log', async () => {
    const { ask, tokenOf, lines } = await open();
    const token = await tokenOf('viewer');
    expect((await ask('/metrics', { token })).statusCode).toBe(200);
    proxy.set(({ path }) => (path === '/' ? { kind: 'refused', status: 503 } : undefined));

    const answer = await ask('/metrics', { token });

    expect([answer.statusCode, answer.body]).toEqual([503, expect.not.stringContaining('DynamoDB')]);
    expect(lines.join()).toContain('DynamoDB');
    expect(lines.join()).not.toContain(token);
  });
});
