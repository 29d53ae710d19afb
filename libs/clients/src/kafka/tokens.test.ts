import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientCredentialsTokens, keptToken } from './tokens.ts';

describe('a token that is kept', () => {
  /** A source whose nth token says n and lives for `lifeMs`, at a time that is moved by hand. */
  function source(lifeMs: number) {
    const at = { now: 0, asked: 0 };
    const tokens = keptToken(
      async () => {
        at.asked += 1;
        return { value: String(at.asked), expiresAt: at.now + lifeMs };
      },
      () => at.now,
    );
    return { at, value: async () => (await tokens()).value };
  }

  it('is asked for once, also by many at the same time', async () => {
    const { at, value } = source(900_000);

    expect(await Promise.all([value(), value(), value()])).toEqual(['1', '1', '1']);
    expect(at.asked).toBe(1);
  });

  it.each([
    ['a minute before it expires', 900_000, 840_000],
    ['in the last tenth of a short life', 10_000, 9_000],
  ])('is asked for again %s, and not before', async (_when, lifeMs, renewedAt) => {
    const { at, value } = source(lifeMs);
    await value();

    at.now = renewedAt - 1;
    expect(await value()).toBe('1');
    at.now = renewedAt;
    expect(await value()).toBe('2');
  });

  it('is asked for again after it was not to be had', async () => {
    let asked = 0;
    const tokens = keptToken(async () => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      return { value: 'here', expiresAt: Infinity };
    });

    await expect(tokens()).rejects.toThrow('away');
    expect((await tokens()).value).toBe('here');
  });
});

describe('client credentials', () => {
  let server: Server;
  let tokenUrl: string;
  let answer: { status: number; body: string };
  const asked: { authorization: string | undefined; body: string }[] = [];
  beforeAll(async () => {
    server = createServer((request: IncomingMessage, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push({ authorization: request.headers.authorization, body });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  });
  afterAll(() => server.close());
  beforeEach(() => void asked.splice(0));

  const tokens = () =>
    clientCredentialsTokens({ tokenUrl, clientId: 'a:b', clientSecret: 's/1', scope: 'kafka' });

  it('get a token from the token endpoint', async () => {
    answer = { status: 200, body: JSON.stringify({ access_token: 'abc', expires_in: 600 }) };
    const before = Date.now();

    const token = await tokens()();

    expect(token.value).toBe('abc');
    expect(token.expiresAt).toBeGreaterThanOrEqual(before + 600_000);
    expect(asked).toEqual([
      {
        authorization: `Basic ${Buffer.from('a%3Ab:s%2F1').toString('base64')}`,
        body: 'grant_type=client_credentials&scope=kafka',
      },
    ]);
  });

  it.each([
    ['refuses', 401, '{}', /gave no token for Kafka: it answered 401/],
    ['answers something else', 200, '{"token":"abc"}', /has no access_token with expires_in/],
    ['answers no JSON', 200, 'abc', /gave no token/],
  ])('are waited out where it %s, and the secret is not told', async (_what, status, body, message) => {
    answer = { status, body };

    const failed = tokens()();

    await expect(failed).rejects.toMatchObject({
      nature: 'retriable',
      message: expect.stringMatching(message),
    });
    await expect(failed).rejects.not.toThrow(/s\/1/);
  });
});
