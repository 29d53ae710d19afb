import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFaultProxy, type Fault, type FaultProxy } from './fault-proxy.ts';

describe('a proxy that lets requests fail', () => {
  let server: Server;
  let proxy: FaultProxy;
  const effects: string[] = [];
  beforeEach(async () => {
    effects.length = 0;
    server = createServer((request, response) => {
      effects.push(`${request.method} ${request.url}`);
      response.end('0123456789');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await proxy.stop();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const ask = async (fault?: Fault) => {
    proxy.set(() => fault);
    const answer = await fetch(`${proxy.endpoint}/a?b=c`, {
      method: 'POST',
      signal: AbortSignal.timeout(1_000),
    });
    return { status: answer.status, text: await answer.text() };
  };

  it('passes on what is not to fail', async () => {
    expect(await ask()).toEqual({ status: 200, text: '0123456789' });
    expect(effects).toEqual(['POST /a?b=c']);
    expect(proxy.requests).toMatchObject([{ n: 1, method: 'POST', path: '/a?b=c' }]);
  });

  it('answers in place of the server', async () => {
    expect(await ask({ kind: 'refused', status: 503, body: 'slow down' })).toEqual({
      status: 503,
      text: 'slow down',
    });
    expect(effects).toEqual([]);
  });

  it('is late', async () => {
    expect(await ask({ kind: 'late', ms: 50 })).toEqual({ status: 200, text: '0123456789' });
  });

  it.each([
    ['lost', { kind: 'lost' }, 0],
    ['cut before its effect', { kind: 'cut' }, 0],
    ['cut after its effect', { kind: 'cut-after' }, 1],
    ['not heard of after its effect', { kind: 'silent-after' }, 1],
    ['cut within the answer', { kind: 'cut-within', bytes: 3 }, 1],
    ['stuck within the answer', { kind: 'stuck-within', bytes: 3 }, 1],
  ] as const)('lets a request be %s', async (_what, fault, times) => {
    await expect(ask(fault)).rejects.toThrow();
    expect(effects).toHaveLength(times);
  });
});
