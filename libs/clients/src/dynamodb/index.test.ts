import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFaultProxy } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import fc from 'fast-check';
import {
  minuteCounters,
  numberIn,
  openDynamoDb,
  snapshot,
  sortable,
  type DynamoDb,
  type Table,
} from './index.ts';

describeWithMinistack('a table', (access) => {
  let prefix: string;
  let client: DynamoDb;
  let table: Table;
  beforeEach(async () => {
    prefix = `${randomUUID()}-`;
    client = openDynamoDb({ ...access(), tablePrefix: prefix });
    await client.createTable('things');
    table = client.table('things');
  });
  afterEach(() => client.close());
  const keysOf = async (query: Parameters<Table['query']>[0]) => {
    const keys: string[] = [];
    for await (const { sk } of table.query(query)) keys.push(sk);
    return keys;
  };

  it('can be asked for again when it is there', async () => {
    await table.put({ pk: 'a', sk: '1' });
    await client.createTable('things');
    expect(await table.get({ pk: 'a', sk: '1' })).toEqual({ pk: 'a', sk: '1' });
  });

  it('writes where a condition holds, and says where it does not', async () => {
    const unless = { condition: 'attribute_not_exists(pk)' };
    expect(await table.put({ pk: 'a', sk: '1', n: 1 }, unless)).toBe(true);
    expect(await table.put({ pk: 'a', sk: '1', n: 2 }, unless)).toBe(false);
    const doubled = { update: 'SET n = n + n', condition: 'n < :most', values: { ':most': 2 } };
    expect(await table.update({ pk: 'a', sk: '1' }, doubled)).toEqual({ pk: 'a', sk: '1', n: 2 });
    expect(await table.update({ pk: 'a', sk: '1' }, doubled)).toBeUndefined();
    expect(await table.remove({ pk: 'a', sk: '1' })).toEqual({ pk: 'a', sk: '1', n: 2 });
    expect(await table.remove({ pk: 'a', sk: '1' })).toBeUndefined();
  });

  it('is read in ranges, in either order, up to a limit', async () => {
    for (const sk of ['1', '2', '3', '4']) await table.put({ pk: 'a', sk });
    await table.put({ pk: 'b', sk: '0' });

    expect(await keysOf({ pk: 'a' })).toEqual(['1', '2', '3', '4']);
    expect(await keysOf({ pk: 'a', from: '2' })).toEqual(['2', '3', '4']);
    expect(await keysOf({ pk: 'a', to: '3' })).toEqual(['1', '2']);
    expect(await keysOf({ pk: 'a', from: '2', to: '4' })).toEqual(['2', '3']);
    expect(await keysOf({ pk: 'a', from: '3', to: '2' })).toEqual([]);
    expect(await keysOf({ pk: 'a', from: '1', to: '4', descending: true, limit: 2 })).toEqual(['3', '2']);
    expect(await keysOf({ pk: 'a', limit: 2 })).toEqual(['1', '2']);
    expect(await keysOf({ pk: 'a', limit: 0 })).toEqual([]);
  });

  it('is read and emptied to the end, also where that takes many pages', async () => {
    const filling = 'x'.repeat(100_000);
    for (let n = 0; n < 60; n += 1) await table.put({ pk: 'a', sk: sortable(n), filling });

    expect(await keysOf({ pk: 'a' })).toHaveLength(60);
    await table.removeAll(table.query({ pk: 'a', to: sortable(58), keysOnly: true }));
    expect(await keysOf({ pk: 'a' })).toEqual([sortable(58), sortable(59)]);
  });

  it('takes all parts of a transaction or none', async () => {
    const absent = { condition: 'attribute_not_exists(pk)' };
    const both = [table.asPart.put({ pk: 'a', sk: '1' }, absent), table.asPart.put({ pk: 'a', sk: '2' })];
    expect(await client.transact(both)).toBe(true);
    const again = [
      table.asPart.put({ pk: 'a', sk: '3' }),
      table.asPart.remove({ pk: 'a', sk: '4' }, { condition: 'attribute_exists(pk)' }),
    ];
    expect(await client.transact(again)).toBe(false);
    expect(await keysOf({ pk: 'a' })).toEqual(['1', '2']);
  });

  it('lets exactly one of many win who move the same item at once', async () => {
    await table.put({ pk: 'a', sk: '1', n: 0 });
    const move = (to: number) =>
      client.transact([
        table.asPart.update(
          { pk: 'a', sk: '1' },
          { update: 'SET n = :to', condition: 'n = :from', values: { ':from': 0, ':to': to } },
        ),
        table.asPart.put({ pk: 'a', sk: `moved to ${to}` }),
      ]);
    const moved = await Promise.all(Array.from({ length: 16 }, (_, n) => move(n + 1)));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(await keysOf({ pk: 'a' })).toEqual(['1', `moved to ${moved.indexOf(true) + 1}`]);
  });

  it('counts a transaction once whose answer was lost', async () => {
    const proxy = await startFaultProxy(access().endpoint);
    proxy.set(({ n }) => (n === 1 ? { kind: 'cut-after' } : undefined));
    const through = openDynamoDb({ ...access(), endpoint: proxy.endpoint, tablePrefix: prefix });
    const { asPart } = through.table('things');
    const add = { update: 'ADD n :one', values: { ':one': 1 } };

    expect(await through.transact([asPart.update({ pk: 'a', sk: '1' }, add)])).toBe(true);

    expect(proxy.requests).toHaveLength(2);
    expect(await table.get({ pk: 'a', sk: '1' })).toMatchObject({ n: 1 });
    await proxy.stop();
  });

  it('counts by minute, adds up, and forgets whole hours', async () => {
    const counters = minuteCounters(table);
    const minute = (n: number) => n * 60_000;
    const add = (minutes: readonly [number, number][]) =>
      client.transact(
        counters.adding(
          'a',
          minutes.map(([n, l]) => ({ minute: minute(n), amounts: { l, e: -l } })),
        ),
      );
    await add([
      [0, 1],
      [59, 2],
      [60, 3],
    ]);
    await add([
      [59, 5],
      [150, 7],
    ]);

    const ofL = async (from: number, to: number) =>
      (await counters.read('a', minute(from), minute(to))).map(({ minute: at, amounts }) => [
        at / 60_000,
        amounts['l'],
        amounts['e'],
      ]);
    expect(await ofL(0, 1_000)).toEqual([
      [0, 1, -1],
      [59, 7, -7],
      [60, 3, -3],
      [150, 7, -7],
    ]);
    expect(await ofL(59, 60)).toEqual([[59, 7, -7]]);
    await counters.trim('a', minute(70));
    expect(await ofL(0, 1_000)).toEqual([
      [60, 3, -3],
      [150, 7, -7],
    ]);
  });

  it('fails for good where the request is at fault, and says so', async () => {
    await expect(table.put({ pk: '', sk: '1' })).rejects.toMatchObject({ nature: 'permanent' });
    await expect(client.table('missing').get({ pk: 'a', sk: '1' })).rejects.toMatchObject({
      nature: 'unknown',
      message: expect.stringMatching(/^DynamoDB GetItem failed: ResourceNotFoundException/),
    });
  });
});

const ACCESS = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

describe('DynamoDB that does not answer', () => {
  let server: Server;
  let endpoint: string;
  const asked: string[] = [];
  let answer: (n: number) => { status: number; body: object } | undefined;
  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      asked.push(String(request.headers['x-amz-target']));
      const given = answer(asked.length);
      if (!given) return;
      response.writeHead(given.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(given.body));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const open = (limits: Parameters<typeof openDynamoDb>[1]) =>
    openDynamoDb({ ...ACCESS, endpoint, tablePrefix: '' }, limits)
      .table('t')
      .get({ pk: 'a', sk: '1' });

  it('is asked again where it is too busy, and believed at last', async () => {
    answer = (n) =>
      n < 3
        ? { status: 503, body: { __type: 'ServiceUnavailable' } }
        : { status: 200, body: { Item: { pk: { S: 'a' }, sk: { S: '1' } } } };
    expect(await open({})).toEqual({ pk: 'a', sk: '1' });
    expect(asked).toHaveLength(3);
  });

  it.each([
    [
      'throttles',
      {
        status: 400,
        body: { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' },
      },
    ],
    ['fails', { status: 500, body: { __type: 'InternalServerError' } }],
    ['hangs', undefined],
  ])('can be waited out when it %s all the time', async (_what, given) => {
    answer = () => given;
    await expect(open({ maxAttempts: 2, requestTimeoutMs: 100 })).rejects.toMatchObject({
      nature: 'retriable',
    });
    expect(asked).toHaveLength(2);
  });

  it('is asked by no more at once than there are sockets, and many are no fault', async () => {
    let [running, most] = [0, 0];
    server.removeAllListeners('request');
    server.on('request', (_request, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
        response.end('{}');
      }, 300);
    });
    // All together they take longer than one may take to get a connection.
    const limits = { maxAttempts: 1 };
    const table = openDynamoDb({ ...ACCESS, endpoint, tablePrefix: '' }, limits).table('t');
    await Promise.all(Array.from({ length: 640 }, () => table.get({ pk: 'a', sk: '1' })));
    expect(most).toBe(64);
  });

  it('can be waited out when it is not there', async () => {
    const gone = openDynamoDb(
      { ...ACCESS, endpoint: 'http://127.0.0.1:1', tablePrefix: '' },
      { maxAttempts: 2 },
    );
    await expect(gone.table('t').get({ pk: 'a', sk: '1' })).rejects.toMatchObject({ nature: 'retriable' });
  });

  it('is asked for the rest where it did not delete all', async () => {
    answer = (n) => ({
      status: 200,
      body:
        n > 1
          ? {}
          : { UnprocessedItems: { t: [{ DeleteRequest: { Key: { pk: { S: 'a' }, sk: { S: '2' } } } }] } },
    });
    const table = openDynamoDb({ ...ACCESS, endpoint, tablePrefix: '' }).table('t');
    await table.removeAll([
      { pk: 'a', sk: '1' },
      { pk: 'a', sk: '2' },
    ]);
    expect(asked).toEqual(['DynamoDB_20120810.BatchWriteItem', 'DynamoDB_20120810.BatchWriteItem']);
  });

  it('is asked again where others were in the way of a transaction, and not where a part is refused', async () => {
    const cancelled = (...codes: string[]) => ({
      status: 400,
      body: { __type: 'TransactionCanceledException', CancellationReasons: codes.map((Code) => ({ Code })) },
    });
    answer = (n) => (n < 3 ? cancelled('None', 'TransactionConflict') : { status: 200, body: {} });
    const client = openDynamoDb({ ...ACCESS, endpoint, tablePrefix: '' });
    expect(await client.transact([client.table('t').asPart.remove({ pk: 'a', sk: '1' })])).toBe(true);
    expect(asked).toHaveLength(3);
    answer = () => cancelled('ConditionalCheckFailed', 'TransactionConflict');
    expect(await client.transact([])).toBe(false);
    answer = () => cancelled('ValidationError');
    await expect(client.transact([])).rejects.toMatchObject({ nature: 'permanent' });
  });
});

it('sorts numbers as texts', () => {
  const whole = fc.maxSafeInteger();
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      expect(numberIn(sortable(a))).toBe(a);
      expect(numberIn(`${sortable(a)}kpi.a`)).toBe(a);
      expect(sortable(a) < sortable(b)).toBe(a < b);
    }),
  );
});

it('reads a state and what belongs to it of one moment, or says that it cannot', async () => {
  let version = 0;
  const state = async () => ({ version });
  const moving = async (moves: number) => {
    if (version < moves) version += 1;
    return version;
  };
  expect(await snapshot(state, () => moving(2))).toEqual({ state: { version: 2 }, read: 2 });
  await expect(snapshot(state, () => moving(Infinity))).rejects.toMatchObject({ nature: 'retriable' });
});
