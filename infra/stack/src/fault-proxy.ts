import { once, setMaxListeners } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';

/** What goes wrong with one request, and when: before the server has had its effect, or after. */
export type Fault =
  /** Answered here; the server never sees it. */
  | { readonly kind: 'refused'; readonly status: number; readonly body?: string }
  /** The connection is cut, or nothing is ever heard, and the server never sees it. */
  | { readonly kind: 'cut' | 'lost' }
  /** Passed on late, ms. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Passed on; the connection is cut, or nothing more is heard, in place of the answer. */
  | { readonly kind: 'cut-after' | 'silent-after' }
  /** The answer begins, so many bytes of its body; then the connection is cut, or nothing more comes. */
  | { readonly kind: 'cut-within' | 'stuck-within'; readonly bytes: number };

export interface ProxiedRequest {
  /** Counts from 1. */
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Decides what goes wrong with a request; undefined lets it pass. */
export type Faults = (request: ProxiedRequest) => Fault | undefined;

export interface FaultProxy {
  readonly endpoint: string;
  /** What came since the faults were set. */
  readonly requests: readonly ProxiedRequest[];
  /** Takes the place of the faults before. */
  set(faults: Faults): void;
  stop(): Promise<void>;
}

/** An HTTP server on loopback that passes requests on to another, and lets some of them fail. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let faults: Faults = () => undefined;
  let requests: ProxiedRequest[] = [];
  const stopped = new AbortController();
  // Every request that is on its way listens.
  setMaxListeners(0, stopped.signal);
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const proxied = { n: requests.length + 1, method, path, headers };
    requests.push(proxied);
    pass(target, faults(proxied), incoming, outgoing, stopped.signal).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    set(next) {
      faults = next;
      requests = [];
    },
    async stop() {
      stopped.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass(
  target: string,
  fault: Fault | undefined,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const body = await buffer(incoming);
  if (fault?.kind === 'lost') return;
  if (fault?.kind === 'cut') {
    outgoing.destroy();
    return;
  }
  if (fault?.kind === 'refused') {
    outgoing.writeHead(fault.status).end(fault.body ?? '');
    return;
  }
  if (fault?.kind === 'late') await sleep(fault.ms, undefined, { signal });
  const { answer, content } = await forward(target, incoming, body, signal);
  if (fault?.kind === 'silent-after') return;
  if (fault?.kind === 'cut-after') {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  if (fault?.kind !== 'cut-within' && fault?.kind !== 'stuck-within') {
    outgoing.end(content);
    return;
  }
  outgoing.write(content.subarray(0, fault.bytes), () => {
    if (fault.kind === 'cut-within') outgoing.destroy();
  });
}

/** The whole answer, so that the effect is there before anything is done with it. */
async function forward(target: string, incoming: IncomingMessage, body: Buffer, signal: AbortSignal) {
  const { method, headers, url = '/' } = incoming;
  const request = ask(new URL(url, target), { method, headers, signal });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { answer, content: await buffer(answer) };
}
