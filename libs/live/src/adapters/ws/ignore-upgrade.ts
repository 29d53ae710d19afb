import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** What asks for an upgrade, and belongs to it. */
const OF_UPGRADES = new Set(['upgrade', 'connection', 'http2-settings']);

/**
 * Serves a request as if it had not asked for the upgrade, as HTTP lets a server do: some clients ask for HTTP/2 with every
 * first request. Node has given up its connection by now, so what was read goes back, without the asking, to be read again.
 */
export function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let n = 0; n < rawHeaders.length; n += 2)
    if (!OF_UPGRADES.has((rawHeaders[n] ?? '').toLowerCase()))
      lines.push(`${rawHeaders[n]}: ${rawHeaders[n + 1]}`);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
