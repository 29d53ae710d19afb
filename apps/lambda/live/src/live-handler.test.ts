import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { HOUR_MS, systemClock } from '@dataforge/kernel';
import { meterProduct } from '@dataforge/lake/testing';
import { dynamoDbConnectionStore, LIVE_TABLE } from '@dataforge/live/dynamodb';
import { startFaultProxy, type FaultProxy } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { liveHandler } from './live-handler.ts';
import type { LiveEvent } from './read-live-event.ts';

// What a Lambda signs with, as its own role gives it.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'stack', AWS_SECRET_ACCESS_KEY: 'stack' });

const ADA = { subject: 'ada', expiresAt: String(Date.now() + 24 * HOUR_MS) };
const event = (
  eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT',
  rest: { authorizer?: object; headers?: Record<string, string>; body?: string } = {},
): LiveEvent => {
  const { authorizer, ...others } = rest;
  return { requestContext: { connectionId: 'x=', eventType, ...(authorizer && { authorizer }) }, ...others };
};
const isInvocation = (path: string) => path.includes('/functions/live/invocations');

describeWithMinistack('the Lambda that serves connections', (access) => {
  let proxy: FaultProxy;
  beforeEach(async () => {
    proxy = await startFaultProxy(access().endpoint);
    // It is not deployed here: an invocation is taken, and nothing comes of it.
    proxy.set(({ path }) => (isInvocation(path) ? { kind: 'refused', status: 202 } : undefined));
  });
  afterEach(() => proxy.stop());

  async function open() {
    const TABLE_PREFIX = `${randomUUID()}-`;
    const client = openDynamoDb({ ...access(), tablePrefix: TABLE_PREFIX });
    await client.createTable(LIVE_TABLE);
    const lines: string[] = [];
    const handle = liveHandler({
      environment: {
        ...{ TABLE_PREFIX, GATEWAY_ENDPOINT: '/_aws/execute-api/abc/live', AWS_LAMBDA_FUNCTION_NAME: 'live' },
        ...{ AWS_REGION: access().region, AWS_ENDPOINT_URL: proxy.endpoint },
      },
      products: { hash: '', products: [meterProduct] },
      write: (line) => lines.push(line),
    });
    return { handle, lines, connections: dynamoDbConnectionStore({ client, clock: systemClock }) };
  }
  const asked = (method: string, part: string) =>
    proxy.requests.filter((request) => request.method === method && request.path.includes(part)).length;

  it('takes in whom the authorizer let in, no longer than the gateway does, and has its hello said later', async () => {
    const { handle, connections } = await open();

    const answer = await handle(event('CONNECT', { authorizer: ADA }));

    expect(answer).toEqual({ statusCode: 200 });
    const held = await connections.get('x=');
    expect(held).toMatchObject({ subject: 'ada' });
    expect((held?.expiresAt ?? 0) - Date.now()).toBeLessThanOrEqual(2 * HOUR_MS);
    expect([asked('POST', '/functions/live/invocations'), asked('POST', '@connections')]).toEqual([1, 0]);
  });

  it('takes the subprotocol that is offered, and never the one with the token', async () => {
    const { handle } = await open();
    const headers = { 'Sec-WebSocket-Protocol': 'dataforge.live.v1, bearer.secret' };

    expect(await handle(event('CONNECT', { authorizer: ADA, headers }))).toEqual({
      statusCode: 200,
      headers: { 'sec-websocket-protocol': 'dataforge.live.v1' },
    });
  });

  it('lets nobody in whom no authorizer names', async () => {
    const { handle, connections } = await open();

    await expect(handle(event('CONNECT'))).rejects.toThrow('no authorizer');
    await expect(handle(event('CONNECT', { authorizer: { subject: 'ada' } }))).rejects.toThrow(
      'no authorizer',
    );

    expect(await connections.get('x=')).toBeUndefined();
  });

  it('refuses more connections than one may have', async () => {
    const { handle, connections } = await open();
    for (let n = 0; n < 20; n += 1)
      await connections.add({
        ...{ id: `${n}`, subject: 'ada', connectedAt: 0 },
        expiresAt: Date.now() + HOUR_MS,
      });

    expect(await handle(event('CONNECT', { authorizer: ADA }))).toMatchObject({ statusCode: 429 });
  });

  it('leaves no connection whose hello nobody will say', async () => {
    const { handle, connections } = await open();
    proxy.set(({ path }) => (isInvocation(path) ? { kind: 'refused', status: 404 } : undefined));

    await expect(handle(event('CONNECT', { authorizer: ADA }))).rejects.toThrow('Lambda Invoke failed');

    expect(await connections.get('x=')).toBeUndefined();
  });

  it('forgets a connection that ended, and one that takes no posts', async () => {
    const { handle, connections } = await open();
    await handle(event('CONNECT', { authorizer: ADA }));
    await handle(event('DISCONNECT'));
    expect(await connections.get('x=')).toBeUndefined();

    await handle(event('CONNECT', { authorizer: ADA }));
    // The endpoint knows of no such connection.
    expect(await handle(event('MESSAGE', { body: '{"type":"ping"}' }))).toEqual({ statusCode: 200 });
    expect(await connections.get('x=')).toBeUndefined();
  });

  it('closes a connection whose message cannot be served, and says why in its log', async () => {
    const { handle, lines } = await open();
    await handle(event('CONNECT', { authorizer: ADA }));
    proxy.set(({ path }) => (path === '/' ? { kind: 'refused', status: 503 } : undefined));

    const answer = await handle(event('MESSAGE', { body: '{"type":"ping"}' }));

    expect(answer).toEqual({ statusCode: 200 });
    expect(asked('DELETE', '@connections')).toBe(1);
    expect(lines.join()).toContain('DynamoDB GetItem failed');
  });
});
