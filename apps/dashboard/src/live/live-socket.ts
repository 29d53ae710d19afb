import { dropped, follow, newClient, received, type LiveClient, type Step } from '@dataforge/live/client';
import { serverMessageSchema, SUBPROTOCOL } from '@dataforge/live/protocol';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** Closed since the session has ended, or may not follow. */
const POLICY_VIOLATION = 1008;

export interface LiveSocketEvents {
  /** What is known now; also after a message that changed nothing. */
  changed(client: LiveClient): void;
  connected(): void;
  /** The connection is gone; another is tried for until the socket is closed. */
  lost(): void;
  /** The server ended it for who is signed in. */
  refused(): void;
  /** Round trip of a ping, ms. */
  latency(ms: number): void;
}

/** Follows topics over a WebSocket, which it opens again, ever more slowly, whenever it is lost. */
export function liveSocket(url: string, topics: readonly string[], events: LiveSocketEvents) {
  let client = follow(newClient, topics).client;
  let socket: WebSocket | undefined;
  let retries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let pingedAt: number | undefined;

  const open = () => {
    const opened = new WebSocket(url, SUBPROTOCOL);
    socket = opened;
    opened.onmessage = ({ data }) => take(String(data));
    opened.onclose = ({ code }) => {
      if (socket === opened) lose(code);
    };
  };
  const lose = (code: number) => {
    socket = undefined;
    clearTimeout(silence);
    client = dropped(client);
    events.lost();
    if (code === POLICY_VIOLATION) events.refused();
    // Chance keeps many pages from coming back at once.
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** retries) * (0.5 + Math.random() / 2);
    retries += 1;
    retry = setTimeout(open, wait);
  };
  const step = ({ client: next, send }: Step) => {
    client = next;
    for (const message of send) socket?.send(JSON.stringify(message));
    events.changed(client);
  };
  const take = (text: string) => {
    const message = serverMessageSchema.parse(JSON.parse(text));
    step(received(client, message));
    if (message.type === 'hello') {
      retries = 0;
      events.connected();
      ping();
    }
    if (message.type === 'heartbeat' && pingedAt !== undefined) {
      events.latency(Math.round(performance.now() - pingedAt));
      pingedAt = undefined;
    }
    watchSilence();
  };
  const ping = () => {
    pingedAt = performance.now();
    socket?.send(JSON.stringify({ type: 'ping' }));
  };
  /** A connection on which nothing comes for two heartbeats is dead, whatever the network says. */
  const watchSilence = () => {
    clearTimeout(silence);
    if (client.heartbeatMs !== null) silence = setTimeout(() => socket?.close(), 2 * client.heartbeatMs);
  };

  open();
  return {
    close() {
      clearTimeout(retry);
      clearTimeout(silence);
      const last = socket;
      socket = undefined;
      last?.close();
    },
  };
}
