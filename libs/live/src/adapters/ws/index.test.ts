import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { err, ok, silentLog, systemClock, type Result } from '@dataforge/kernel';
import { hub, HUB_DEFAULTS } from '../../index.ts';
import { SUBPROTOCOL, type ServerMessage } from '../../protocol/index.ts';
import { liveSockets } from './index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

type Admit = () => Promise<Result<{ subject: string }, Response>>;

/** A server that admits whom it is told to, and answers everything else by what it was asked. */
async function open({ heartbeatMs = 60_000, admit }: { heartbeatMs?: number; admit?: Admit } = {}) {
  const live = hub(
    { clock: systemClock },
    { ...HUB_DEFAULTS, epoch: 'run', kinds: ['alerts', 'kpi'], kpis: [] },
  );
  live.onWanted((kind) => setImmediate(() => live.publish(kind, [{ id: '1' }])));
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.end(`${request.method} ${request.url} ${body}`));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = (server.address() as AddressInfo).port;
  const sockets = liveSockets(
    server,
    { hub: live, logger: silentLog, admit: admit ?? (async () => ok({ subject: 'ada' })) },
    { paths: ['/live'], heartbeatMs },
  );
  opened.push({
    async close() {
      await sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return { live, sockets, server, port };
}

/** A client that keeps what it is told. */
function clientOf(port: number, options: { autoPong?: boolean } = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live?x=1`, SUBPROTOCOL, options);
  const told: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as ServerMessage));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').then(([code, reason]) => [code as number, String(reason)] as const);
  return {
    socket,
    told,
    closed,
    opened: once(socket, 'open'),
    say: (message: unknown) => socket.send(JSON.stringify(message)),
    until: (type: ServerMessage['type']) => until(() => told.some((message) => message.type === type)),
  };
}

async function until(done: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !done(); await sleep(5))
    if (Date.now() > deadline) throw new Error('waited in vain');
}

describe('live sockets', () => {
  it('tell a topic whole, then what changes, to each client that follows it', async () => {
    const { live, port } = await open();
    const clients = [clientOf(port), clientOf(port)];
    for (const client of clients) {
      await client.opened;
      client.say({ type: 'subscribe', topics: ['alerts'] });
      await client.until('snapshot');
    }
    live.publish('alerts', [{ id: '2' }]);
    for (const client of clients) await client.until('delta');
    expect(clients.map(({ socket }) => [socket.protocol, socket.extensions])).toEqual([
      [SUBPROTOCOL, ''],
      [SUBPROTOCOL, ''],
    ]);
    expect(clients[0]?.told.map(({ type }) => type)).toEqual(['hello', 'snapshot', 'delta']);
  });

  it('forget a client that has gone', async () => {
    const { live, port } = await open();
    const client = clientOf(port);
    await client.opened;
    client.say({ type: 'subscribe', topics: ['alerts'] });
    await client.until('snapshot');
    client.socket.terminate();
    await until(() => !live.wants('alerts'));
    expect(live.figures().subscribers).toBe(0);
  });

  it('close what is too large, what is no text, and what keeps no rule, each with its code', async () => {
    const { port } = await open();
    const sent = async (data: string | Buffer) => {
      const client = clientOf(port);
      await client.opened;
      client.socket.send(data);
      return (await client.closed)[0];
    };
    expect(await sent('x'.repeat(20_000))).toBe(1009);
    expect(await sent(Buffer.from('{}'))).toBe(1003);
    const client = clientOf(port);
    await client.opened;
    client.say({ type: 'sing' });
    expect(await client.closed).toEqual([1008, expect.stringContaining('The message cannot be used: type')]);
    expect(client.told.at(-1)).toMatchObject({ type: 'error' });
  });

  it('hold little for a client that stops reading, and tell it the newest when it reads again', async () => {
    const { live, port } = await open();
    const slow = clientOf(port);
    await slow.opened;
    slow.say({ type: 'subscribe', topics: ['alerts'] });
    await slow.until('snapshot');
    slow.socket.pause();
    const detail = 'x'.repeat(64 * 1024);
    const rounds = 2_000;
    for (let n = 1; n <= rounds; n += 1) {
      live.publish('alerts', [{ id: 'newest', n, detail }]);
      // The kernel takes what it has room for.
      if (n % 50 === 0) await sleep(1);
    }
    // 125 MiB were published; what the system's own buffers do not take is not even made.
    expect(live.figures().deltas).toBeLessThan(rounds / 4);

    slow.socket.resume();

    const isNewest = (message: ServerMessage) =>
      message.type === 'snapshot' && message.sequence === rounds && message.data.items[0]?.['n'] === rounds;
    await until(() => slow.told.some(isNewest));
    live.publish('alerts', [{ id: 'newest', n: 0 }]);
    await until(() => slow.told.at(-1)?.type === 'delta');
  });

  it('end a client that answers no ping, and keep those that do', async () => {
    const { port } = await open({ heartbeatMs: 50 });
    const [dead, well] = [clientOf(port, { autoPong: false }), clientOf(port)];
    expect((await dead.closed)[0]).toBe(1006);
    await well.until('heartbeat');
    expect(well.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('end a client whose session has ended, and not because it cannot be asked now', async () => {
    let status = 429;
    let asked = 0;
    const admit = async () => {
      asked += 1;
      return asked === 1 ? ok({ subject: 'ada' }) : err(new Response(null, { status }));
    };
    const { port } = await open({ heartbeatMs: 20, admit });
    const client = clientOf(port);
    await client.opened;
    await until(() => asked > 3);
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    status = 401;
    expect(await client.closed).toEqual([1008, expect.stringContaining('Sign in again')]);
  });

  it('close with 1001 when the server stops, also those who do not read', async () => {
    const { port, sockets } = await open();
    const [client, deaf] = [clientOf(port), clientOf(port)];
    await Promise.all([client.opened, deaf.opened]);
    deaf.socket.pause();
    await sockets.close();
    expect(await client.closed).toEqual([1001, 'The server is stopping.']);
    deaf.socket.resume();
    await deaf.closed;
  });
});

describe('an upgrade', () => {
  const asked = (port: number, headers: Record<string, string>) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
      const key = { 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
      httpRequest({ port, path: '/live', headers: { ...upgrade, ...key, ...headers } })
        .on('response', resolve)
        .on('upgrade', resolve)
        .on('error', reject)
        .end();
    });

  it('that is refused gets the answer that refuses it', async () => {
    const admit = async () =>
      err(new Response('{"status":401}', { status: 401, headers: { 'www-authenticate': 'Bearer' } }));
    const answer = await asked((await open({ admit })).port, {});
    const body = (await answer.toArray()).join('');
    expect([answer.statusCode, answer.headers['www-authenticate'], body]).toEqual([
      401,
      'Bearer',
      '{"status":401}',
    ]);
  });

  it('that cannot be judged ends its connection', async () => {
    const admit = () => Promise.reject(new Error('the keys are away'));
    await expect(asked((await open({ admit })).port, {})).rejects.toThrow();
  });

  it('of no WebSocket is served as if it had not been asked for, with its body, and its connection stays', async () => {
    const { port } = await open();
    const socket = connect(port, '127.0.0.1');
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    const body = 'y'.repeat(100_000);
    const head = ['POST /events HTTP/1.1', 'Host: a', `Content-Length: ${body.length}`];
    const upgrade = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'];
    socket.write(`${[...head, ...upgrade].join('\r\n')}\r\n\r\n${body.slice(0, 10)}`);
    await sleep(50);
    socket.write(body.slice(10));
    await until(() => answers.endsWith(`POST /events ${body}`));
    socket.write('GET /again HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => answers.endsWith('GET /again '));
    socket.destroy();
  });

  it('at another path is served as a request', async () => {
    const { port } = await open();
    const response = await new Promise<IncomingMessage>((resolve) =>
      httpRequest({ port, path: '/elsewhere', headers: { connection: 'Upgrade', upgrade: 'websocket' } })
        .on('response', resolve)
        .end(),
    );
    expect((await response.toArray()).join('')).toBe('GET /elsewhere ');
  });
});
