import { setTimeout as sleep } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { CLOSE, type CloseCode, type Hub, type Wire } from '../../index.ts';

export interface Served {
  /** Once every heartbeat: ends who answers nothing, and who is admitted no more; tells the others the time. */
  beat(): void;
  /** Resolves when it is gone; the client may take so long to answer. */
  close(code: CloseCode, reason: string, withinMs: number): Promise<void>;
}

/** What may wait to be sent to one client, bytes; past it the client is behind, and nothing more is made for it. */
const MOST_WAITING_BYTES = 256 * 1024;
/** RFC 6455 leaves so many bytes for the reason of a close. */
const MOST_REASON_BYTES = 123;

/** Joins a WebSocket to the hub. */
export function serveSocket(
  socket: WebSocket,
  {
    hub,
    subject,
    stillAdmitted,
  }: {
    readonly hub: Hub;
    readonly subject: string;
    /** Whether the client would be let in again. */
    readonly stillAdmitted: () => Promise<boolean>;
  },
): Served {
  let alive = true;
  const wire: Wire = {
    send: (text) => socket.send(text, () => connection?.pump()),
    hasRoom: () => socket.bufferedAmount < MOST_WAITING_BYTES,
    close: (code, reason) => socket.close(code, cut(reason)),
  };
  socket.on('pong', () => (alive = true));
  // What is wrong with a frame, such as its size, closes the socket with the code for it.
  socket.on('error', () => undefined);
  const connection = hub.connect(wire, subject);
  socket.on('close', () => connection?.closed());
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) connection?.refuse(CLOSE.unsupported, 'Messages are texts, and this one was binary.');
    // One buffer: the default of the library.
    else connection?.receive((data as Buffer).toString('utf8'));
  });

  const endUnlessAdmitted = async (): Promise<void> => {
    if (await stillAdmitted()) return;
    connection?.refuse(CLOSE.policy, 'The token or the session has ended. Sign in again, and connect again.');
  };

  return {
    beat() {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
      connection?.heartbeat();
      // Whether it can be told now or at the next beat makes no difference.
      endUnlessAdmitted().catch(() => undefined);
    },
    async close(code, reason, withinMs) {
      const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
      socket.close(code, cut(reason));
      await Promise.race([closed, sleep(withinMs, undefined, { ref: false })]);
      socket.terminate();
    },
  };
}

/** A character that was cut through goes as a whole. */
const cut = (reason: string): string =>
  Buffer.from(reason)
    .subarray(0, MOST_REASON_BYTES)
    .toString()
    .replace(/\uFFFD$/, '');
