import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import examples from '@octokit/webhooks-examples';
import { sign } from '@octokit/webhooks-methods';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { decodeRecord, ORIGIN, type Capacity } from '@dataforge/events';
import { memoryEventLog, type WriteFault } from '@dataforge/events/memory';
import { appAs } from '@dataforge/http/testing';
import { compileContract } from '@dataforge/products';
import { compiledProduct } from '@dataforge/products/testing';
import { simulatedClock } from '@dataforge/testkit';
import { memoryDeliveryIds } from '../adapters/memory/index.ts';
import { configuredSources, receiveDelivery, type WebhookSource } from '../index.ts';
import { webhookRoutes } from './index.ts';

const T0 = Date.UTC(2026, 10, 23, 12);
const GITHUB = 'It is a secret to everybody';
const STANDARD = `whsec_${Buffer.from('a key of thirty-two bytes, just.').toString('base64')}`;
const room: Capacity = { check: () => ({ ok: true }) };

interface World {
  readonly sources?: readonly WebhookSource[];
  readonly capacity?: Capacity;
  readonly writeFault?: () => WriteFault | undefined;
  /** What the log may hold. */
  readonly logBytes?: number;
}

async function open({ sources, capacity = room, writeFault, logBytes }: World = {}) {
  const clock = simulatedClock(T0);
  const log = memoryEventLog(
    { clock },
    { ...(writeFault && { writeFault }), ...(logBytes !== undefined && { maxBytes: logBytes }) },
  );
  await log.ensureTopics([{ name: 'd', partitions: 1, retentionMs: 1 }]);
  const configured = sources ?? [
    { provider: 'github', source: 'org', secrets: [GITHUB] },
    { provider: 'standard-webhooks', source: 'shop', secrets: [STANDARD] },
  ];
  const receive = receiveDelivery(
    { log, ids: memoryDeliveryIds({ clock }), sources: configuredSources(configured), clock, capacity },
    { topic: 'd' },
  );
  const app = appAs(undefined, webhookRoutes({ receiveDelivery: receive }));
  return {
    clock,
    async send(path: string, headers: Record<string, string>, body: string | Buffer) {
      const response = await app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Record<string, unknown>,
      };
    },
    async events() {
      const read = await log.read({ topic: 'd', partition: 0, from: ORIGIN, maxRecords: 1e6, maxBytes: 1e9 });
      if (!read.ok) throw new Error('out of range');
      return read.value.records.map((record) => {
        const decoded = decodeRecord(record);
        if (!decoded.ok) throw new Error(decoded.error.detail);
        return {
          ...decoded.value,
          data: decoded.value.data as Record<string, unknown>,
          text: Buffer.from(record.value).toString(),
        };
      });
    },
  };
}

const github = async (body: string, { id = 'g-1', event = 'issues', secret = GITHUB } = {}) => ({
  'x-github-delivery': id,
  'x-github-event': event,
  'x-hub-signature-256': await sign(secret, body),
});

const standard = (body: string, { id = 's-1', at = T0, secret = STANDARD } = {}) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1_000)),
  'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
});

const ISSUE = JSON.stringify({
  action: 'opened',
  issue: { number: 7, updated_at: '2026-11-23T11:59:00Z' },
  repository: { full_name: 'org/repo' },
  sender: { login: 'ada' },
});
const PAID = JSON.stringify({
  type: 'invoice.paid',
  timestamp: '2026-11-23T11:59:59Z',
  data: { id: 'inv_1' },
});

describe('GitHub deliveries', () => {
  it('are accepted from their own signer, and say what they are about', async () => {
    const { send, events } = await open();
    expect(await send('/webhooks/github/org', await github(ISSUE), ISSUE)).toMatchObject({
      status: 202,
      body: { accepted: 1 },
    });
    expect(await events()).toMatchObject([
      {
        id: 'g-1',
        source: '/webhooks/github/org',
        time: '2026-11-23T12:00:00.000Z',
        data: {
          provider: 'github',
          eventType: 'issues',
          action: 'opened',
          actor: 'ada',
          resource: 'org/repo#7',
          occurredAt: '2026-11-23T11:59:00Z',
          payload: JSON.parse(ISSUE),
        },
      },
    ]);
  });

  it('are accepted once', async () => {
    const { send, events } = await open();
    const headers = await github(ISSUE);
    await send('/webhooks/github/org', headers, ISSUE);
    expect(await send('/webhooks/github/org', headers, ISSUE)).toMatchObject({
      status: 200,
      body: { duplicate: true },
    });
    const twins = await github(ISSUE, { id: 'g-2' });
    const both = await Promise.all([1, 2].map(() => send('/webhooks/github/org', twins, ISSUE)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 202]);
    expect(await events()).toHaveLength(2);
  });

  it.each<[string, (headers: Record<string, string>) => Record<string, string>, string]>([
    ['a tampered body', (headers) => headers, ISSUE.replace('ada', 'eve')],
    ['no signature', ({ 'x-hub-signature-256': _gone, ...headers }) => headers, ISSUE],
    ['an empty body', (headers) => headers, ''],
    [
      'the signature in upper case',
      (headers) => ({
        ...headers,
        'x-hub-signature-256': (headers['x-hub-signature-256'] ?? '').toUpperCase(),
      }),
      ISSUE,
    ],
    [
      'the signature in base64',
      (headers) => ({
        ...headers,
        'x-hub-signature-256': `sha256=${Buffer.from((headers['x-hub-signature-256'] ?? '').slice(7), 'hex').toString('base64')}`,
      }),
      ISSUE,
    ],
    [
      'the old SHA-1 signature alone',
      ({ 'x-hub-signature-256': mac, ...headers }) => ({ ...headers, 'x-hub-signature': mac ?? '' }),
      ISSUE,
    ],
    ['no delivery id', ({ 'x-github-delivery': _gone, ...headers }) => headers, ISSUE],
  ])('are refused with %s', async (_name, change, body) => {
    const { send, events } = await open();
    expect((await send('/webhooks/github/org', change(await github(ISSUE)), body)).status).toBe(401);
    expect(await events()).toEqual([]);
  });

  it('are accepted with either secret while one is rotated, and not with one that is gone', async () => {
    const sources = [{ provider: 'github', source: 'org', secrets: ['the new secret', 'the old secret'] }];
    const { send } = await open({ sources });
    for (const [id, secret, status] of [
      ['1', 'the new secret', 202],
      ['2', 'the old secret', 202],
      ['3', GITHUB, 401],
    ] as const)
      expect((await send('/webhooks/github/org', await github(ISSUE, { id, secret }), ISSUE)).status).toBe(
        status,
      );
  });

  it('are all understood, as GitHub gives examples of them', async () => {
    const { send, events } = await open();
    let sent = 0;
    for (const { name, examples: payloads } of examples as unknown as { name: string; examples: object[] }[])
      for (const payload of payloads) {
        const body = JSON.stringify(payload);
        const headers = await github(body, { id: `${(sent += 1)}`, event: name });
        expect((await send('/webhooks/github/org', headers, body)).status).toBe(202);
      }
    const check = compileContract(compiledProduct('webhooks').event);
    const held = await events();
    expect(held).toHaveLength(sent);
    expect(held.flatMap(({ data }) => check(data).violations)).toEqual([]);
    expect(held.filter(({ data }) => data['resource'] === undefined).length).toBeLessThan(sent / 4);
  });
});

describe('Standard Webhooks deliveries', () => {
  it('are accepted from their own signer, and say what they are about', async () => {
    const { send, events } = await open();
    expect((await send('/webhooks/standard-webhooks/shop', standard(PAID), PAID)).status).toBe(202);
    expect(await events()).toMatchObject([
      {
        id: 's-1',
        data: { eventType: 'invoice.paid', resource: 'inv_1', occurredAt: '2026-11-23T11:59:59Z' },
      },
    ]);
  });

  it('are accepted with an Ed25519 signature', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'jwk' }).x ?? '';
    const secret = `whpk_${Buffer.from(raw, 'base64url').toString('base64')}`;
    const { send } = await open({
      sources: [{ provider: 'standard-webhooks', source: 'shop', secrets: [secret] }],
    });
    const seconds = String(T0 / 1_000);
    const mac = signWith(null, Buffer.from(`s-1.${seconds}.${PAID}`), privateKey).toString('base64');
    const headers = { 'webhook-id': 's-1', 'webhook-timestamp': seconds };
    const of = (signature: string, body = PAID) =>
      send('/webhooks/standard-webhooks/shop', { ...headers, 'webhook-signature': signature }, body);
    expect((await of(`v1a,${mac}`, PAID.replace('inv_1', 'inv_2'))).status).toBe(401);
    expect((await of(`v1,${mac}`)).status).toBe(401);
    expect((await of(`v1,AAAA v1a,${mac}`)).status).toBe(202);
  });

  it.each([
    ['now', 0, 202],
    ['almost five minutes ago', -299_000, 202],
    ['more than five minutes ago', -301_000, 401],
    ['more than five minutes ahead', 301_000, 401],
  ])('signed %s', async (_name, offset, status) => {
    const { send } = await open();
    expect(
      (await send('/webhooks/standard-webhooks/shop', standard(PAID, { at: T0 + offset }), PAID)).status,
    ).toBe(status);
  });

  it.each([
    ['a tampered time', { 'webhook-timestamp': String(T0 / 1_000 + 1) }],
    ['another id', { 'webhook-id': 's-2' }],
    ['a time that is none', { 'webhook-timestamp': 'now' }],
    ['too many signatures', { 'webhook-signature': Array(17).fill('v1,AAAA').join(' ') }],
    ['a signature in hex', { 'webhook-signature': `v1,${'ab'.repeat(32)}` }],
    ['no signature', { 'webhook-signature': '' }],
  ])('are refused with %s', async (_name, change) => {
    const { send } = await open();
    expect(
      (await send('/webhooks/standard-webhooks/shop', { ...standard(PAID), ...change }, PAID)).status,
    ).toBe(401);
  });

  it('verify as signed, and with no byte otherwise', async () => {
    const { send } = await open();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.nat(), async (body, at) => {
        const headers = standard(body, { id: `p-${(n += 1)}` });
        const flipped = Buffer.from(body);
        flipped[at % flipped.length] = (flipped[at % flipped.length] as number) ^ 1;
        expect((await send('/webhooks/standard-webhooks/shop', headers, flipped)).status).toBe(401);
        expect((await send('/webhooks/standard-webhooks/shop', headers, body)).status).toBe(202);
      }),
      { numRuns: 50 },
    );
  });
});

describe('deliveries of any provider', () => {
  it('are kept when they are signed and no JSON', async () => {
    const { send, events } = await open();
    const check = compileContract(compiledProduct('webhooks').event);
    for (const [id, body] of [
      ['1', 'not json'],
      ['2', '[1]'],
      ['3', 'null'],
    ] as const)
      expect((await send('/webhooks/github/org', await github(body, { id }), body)).status).toBe(202);
    for (const { data } of await events()) {
      expect(check(data).violations).toMatchObject([{ field: 'payload', rule: 'required' }]);
      expect(data).toHaveProperty('payloadText');
    }
  });

  it('keep every digit of their numbers', async () => {
    const { send, events } = await open();
    const body = '{"id":12345678901234567890,"ratio":0.10000000000000000001}';
    await send('/webhooks/github/org', await github(body), body);
    expect((await events())[0]?.text).toContain(`"payload":${body}`);
  });

  it('are accepted after a failure of the log, since nothing was remembered', async () => {
    let fault: WriteFault | undefined = 'before';
    const { send, events } = await open({ writeFault: () => fault });
    const headers = await github(ISSUE);
    const refused = await send('/webhooks/github/org', headers, ISSUE);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    fault = undefined;
    expect((await send('/webhooks/github/org', headers, ISSUE)).status).toBe(202);
    expect(await events()).toHaveLength(1);
  });

  it('are asked to come back while there is no room', async () => {
    const { send } = await open({
      capacity: { check: () => ({ ok: false, retryAfterSeconds: 9, detail: 'full' }) },
    });
    const refused = await send('/webhooks/github/org', await github(ISSUE), ISSUE);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '9']);
  });

  it('are asked to come back while the log is full', async () => {
    const { send } = await open({ logBytes: 0 });
    const refused = await send('/webhooks/github/org', await github(ISSUE), ISSUE);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  });

  it('are judged by their signature alone when they are empty', async () => {
    const { send } = await open();
    const untyped = { 'content-type': 'text/plain' };
    expect((await send('/webhooks/github/org', untyped, '')).status).toBe(401);
    const signed = { ...standard('', { id: 's-empty' }), ...untyped };
    expect((await send('/webhooks/standard-webhooks/shop', signed, '')).status).toBe(202);
  });

  it.each([
    ['an unknown source', '/webhooks/github/nobody', {}, ISSUE, 404],
    ['an unknown provider', '/webhooks/gitlab/org', {}, ISSUE, 404],
    [
      'an unknown source, whatever is sent',
      '/webhooks/github/nobody',
      { 'content-type': 'text/plain' },
      'x',
      404,
    ],
    [
      'an unknown source, however it is encoded',
      '/webhooks/github/x',
      { 'content-encoding': 'gzip' },
      'x',
      404,
    ],
    ['an unknown source, however much is sent', '/webhooks/github/x', {}, 'x'.repeat(1024 * 1024 + 1), 404],
    [
      'a form',
      '/webhooks/github/org',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'payload={}',
      415,
    ],
    ['an encoding', '/webhooks/github/org', { 'content-encoding': 'gzip' }, ISSUE, 415],
    ['a body over a mebibyte', '/webhooks/github/org', {}, 'x'.repeat(1024 * 1024 + 1), 413],
  ])('are refused for %s', async (_name, path, headers, body, status) => {
    const { send } = await open();
    expect((await send(path, { ...(await github(body)), ...headers }, body)).status).toBe(status);
  });
});
