import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { messageOf, type Log, type Result } from '@dataforge/kernel';
import { CLOSE, SUBPROTOCOL, type Hub } from '../../index.ts';
import { ignoreUpgrade } from './ignore-upgrade.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { serveSocket, type Served } from './serve-socket.ts';

export interface LiveSocketDeps {
  readonly hub: Hub;
  /** Who may upgrade, asked when they come and again as long as they stay; else the answer that refuses them. */
  readonly admit: (
    headers: Headers,
    env: Readonly<Record<string, unknown>>,
  ) => Promise<Result<{ readonly subject: string }, Response>>;
  readonly logger: Log;
}

export interface LiveSocketSettings {
  /** The paths that take upgrades. */
  readonly paths: readonly string[];
  readonly heartbeatMs: number;
}

export interface LiveSockets {
  /** Takes no more, and closes those there are (1001); resolves when they are gone. */
  close(): Promise<void>;
}

const MOST_MESSAGE_BYTES = 16 * 1024;
/** How long a client may take to answer a close. */
const CLOSING_MS = 1_000;

/** WebSockets on an HTTP server: one connection of the hub for each. */
export function liveSockets(server: Server, deps: LiveSocketDeps, settings: LiveSocketSettings): LiveSockets {
  const { hub, admit, logger } = deps;
  const served = new Set<Served>();
  let closing = false;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (request.headers.upgrade?.toLowerCase() !== 'websocket' || !settings.paths.includes(path))
      return ignoreUpgrade(server, request, socket, head);
    const headers = headersOf(request);
    const ask = () => admit(headers, { incoming: request });
    const admitted = await ask();
    if (!admitted.ok) return refuseUpgrade(socket, admitted.error);
    if (closing) return refuseUpgrade(socket, new Response('The server is stopping.', { status: 503 }));
    sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      const { subject } = admitted.value;
      const one = serveSocket(client, { hub, subject, stillAdmitted: () => stays(ask) });
      served.add(one);
      client.once('close', () => served.delete(one));
    });
  }

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until it is a WebSocket, whatever befalls the connection ends it.
    const giveUp = () => socket.destroy();
    socket.on('error', giveUp);
    upgrade(request, socket, head)
      .catch((error: unknown) => {
        logger.warn({ cause: messageOf(error) }, 'An upgrade to a WebSocket failed.');
        giveUp();
      })
      .finally(() => socket.off('error', giveUp));
  };
  server.on('upgrade', onUpgrade);
  const beat = setInterval(() => {
    for (const one of served) one.beat();
  }, settings.heartbeatMs);

  return {
    async close() {
      closing = true;
      clearInterval(beat);
      const gone = [...served].map((one) =>
        one.close(CLOSE.goingAway, 'The server is stopping.', CLOSING_MS),
      );
      await Promise.all(gone);
    },
  };
}

/** Whether who was let in still would be. What says nothing about them, such as a rate limit, does not end a connection. */
async function stays(ask: () => Promise<Result<unknown, Response>>): Promise<boolean> {
  const asked = await ask();
  return asked.ok || (asked.error.status !== 401 && asked.error.status !== 403);
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  return headers;
}
