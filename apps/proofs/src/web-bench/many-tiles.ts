import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

/** Every reading changes it. */
const KPI = 'telemetry.readings';

/** One KPI, as `GET /metrics` tells it or as it is pushed. */
type Item = Readonly<Record<string, unknown>>;

interface Message {
  readonly topic?: string;
  readonly data?: { readonly items?: readonly Item[]; readonly upserted?: readonly Item[] };
}

export interface ManyTiles {
  /** Where the dashboard is with as many tiles. */
  readonly url: string;
  /** Deltas that changed every tile, so far. */
  deltas(): number;
  close(): void;
}

/**
 * Puts one KPI on the dashboard as often as `count`, by a proxy before the server: whatever that answers or pushes of
 * telemetry.readings is multiplied on its way, so that each delta changes every tile; the other KPIs are left out, and everything
 * else passes as it is. The page has nothing to do with it.
 */
export async function multipliedTiles(serverUrl: string, count: number): Promise<ManyTiles> {
  const server = new URL(serverUrl);
  let deltas = 0;
  const multiply = (items: readonly Item[]): readonly Item[] => {
    const item = items.find(({ kpi }) => kpi === KPI);
    return item ? Array.from({ length: count }, (_, n) => ({ ...item, kpi: `${KPI}_${n}` })) : [];
  };
  const multiplied = (text: string): string => {
    const message = JSON.parse(text) as Message;
    if (message.topic !== 'kpi:*') return text;
    const { items, upserted } = message.data ?? {};
    const changed = upserted && multiply(upserted);
    if (changed && changed.length > 0) deltas += 1;
    const data = {
      ...message.data,
      ...(items && { items: multiply(items) }),
      ...(changed && { upserted: changed }),
    };
    return JSON.stringify({ ...message, data });
  };
  const sockets = new WebSocketServer({ noServer: true });
  const proxy = createServer((from, to) => void passOn(server, multiply, from, to));
  proxy.on('upgrade', (from, socket, head) =>
    sockets.handleUpgrade(from, socket, head, (page) => connect(server, multiplied, from, page)),
  );
  const open = new Set<Socket>();
  proxy.on('connection', (socket) => open.add(socket.once('close', () => open.delete(socket))));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    deltas: () => deltas,
    close() {
      proxy.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** The server believes its own origin alone, and compresses nothing that is to be read here. */
const headersOf = ({ headers }: IncomingMessage, { origin, host }: URL): Record<string, string> => {
  const { cookie, accept, 'content-type': type } = headers;
  const kept = { cookie, accept, 'content-type': type, host, origin };
  return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => !!entry[1]));
};

async function passOn(
  server: URL,
  multiply: (items: readonly Item[]) => readonly Item[],
  from: IncomingMessage,
  to: ServerResponse,
): Promise<void> {
  const url = new URL(from.url ?? '/', server);
  // The server knows the KPI by its own name alone.
  if (url.searchParams.has('kpi')) url.searchParams.set('kpi', KPI);
  const asked = request(url, { method: from.method, headers: headersOf(from, server) }, (answer) => {
    if (url.pathname !== '/metrics') {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      return void answer.pipe(to);
    }
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.on('end', () => {
      const { items } = JSON.parse(Buffer.concat(parts).toString()) as { readonly items: readonly Item[] };
      to.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' });
      to.end(JSON.stringify({ items: multiply(items) }));
    });
  });
  asked.on('error', () => to.destroy());
  from.pipe(asked);
}

function connect(
  server: URL,
  multiplied: (text: string) => string,
  from: IncomingMessage,
  page: WebSocket,
): void {
  const url = new URL(from.url ?? '/', server);
  url.protocol = 'ws:';
  const behind = new WebSocket(url, { headers: headersOf(from, server) });
  const early: string[] = [];
  page.on('message', (message) => {
    const text = (message as Buffer).toString();
    if (behind.readyState === WebSocket.OPEN) behind.send(text);
    else early.push(text);
  });
  behind.on('open', () => early.forEach((text) => behind.send(text)));
  behind.on('message', (message) => page.send(multiplied((message as Buffer).toString())));
  behind.on('error', () => page.terminate());
  behind.on('close', () => page.close());
  page.on('close', () => behind.close());
}
