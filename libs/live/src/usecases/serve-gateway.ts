import { err, ok, toRfc3339, type Clock, type Result } from '@dataforge/kernel';
import { deltaText, snapshotTexts } from '../domain/gateway-texts.ts';
import { topicFaults } from '../domain/topic-faults.ts';
import { readClientMessage } from '../domain/read-client-message.ts';
import type { ConnectionStore, HeldConnection } from '../ports/connection-store.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { ToldStore } from '../ports/told-store.ts';
import { kindOf, MOST_TOPICS, type ClientMessage, type Kind, type ServerMessage } from '../protocol/index.ts';
import { gatewayHeartbeat } from './beat-gateway.ts';

export interface ServeGatewayDeps {
  readonly connections: ConnectionStore;
  readonly told: ToldStore;
  readonly gateway: Gateway;
  readonly clock: Clock;
}

export interface ServeGatewaySettings {
  /** What there is to follow. */
  readonly kinds: readonly Kind[];
  /** The ids of the KPIs. */
  readonly kpis: readonly string[];
  readonly heartbeatMs: number;
  readonly connectionsPerSubject: number;
}

export interface ServeGateway {
  /** Takes a connection in, or says why not. */
  connect(connection: Omit<HeldConnection, 'connectedAt'>): Promise<Result<void, string>>;
  /** Says hello, once the gateway takes what is posted to the connection. */
  greet(id: string): Promise<void>;
  /** A message of the client. */
  receive(id: string, text: string): Promise<void>;
  disconnect(id: string): Promise<void>;
}

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;

const GREETING_TRIES = 50;
const GREETING_MS = 100;
const MOST_MESSAGE_BYTES = 16 * 1024;

/**
 * Serves the connections of a gateway, each call by whatever process. A client that follows a topic is told it whole, or what
 * changed since it was told last; what is told meanwhile reaches it too, since it is among the followers before it is read what there is.
 */
export function serveGateway(deps: ServeGatewayDeps, settings: ServeGatewaySettings): ServeGateway {
  const { connections, told, gateway, clock } = deps;
  const faultOf = topicFaults(settings);

  /** Posts in order; whether the connection is still there. */
  async function say(id: string, texts: readonly string[]): Promise<boolean> {
    for (const text of texts)
      if (!(await gateway.post(id, text))) {
        await connections.remove(id);
        return false;
      }
    return true;
  }

  async function refuse(id: string, detail: string): Promise<void> {
    await gateway.post(id, JSON.stringify({ type: 'error', detail } satisfies ServerMessage));
    await connections.remove(id);
    await gateway.end(id);
  }

  /** Tells what came after a sequence of the topics; gives how far that was. False where it cannot be told so, or nobody is there. */
  async function catchUp(id: string, topics: readonly string[], from: number): Promise<number | false> {
    const changes = await told.after(from);
    if (!changes) return false;
    for (const change of changes)
      for (const topic of topics) {
        const text = deltaText(topic, change);
        if (text === 'whole') return false;
        if (text !== undefined && !(await say(id, [text]))) return false;
      }
    return changes.at(-1)?.sequence ?? from;
  }

  /** Tells topics whole; gives a sequence that they stand at, at the least. Infinity where nobody is there. */
  async function tellWhole(id: string, topics: readonly string[]): Promise<number> {
    const { sequence } = await told.head();
    for (const kind of new Set(topics.map(kindOf))) {
      const state = await told.kind(kind);
      // It is told whole once it is told at all.
      if (!state) continue;
      for (const topic of topics.filter((one) => kindOf(one) === kind))
        if (!(await say(id, snapshotTexts(topic, state)))) return Infinity;
    }
    return sequence;
  }

  async function subscribe(id: string, { topics, resume }: Subscribe): Promise<void> {
    const fault = topics.map(faultOf).find((found) => found !== undefined);
    if (fault !== undefined) return refuse(id, fault);
    const all = new Set([...(await connections.followedBy(id)), ...topics]);
    if (all.size > MOST_TOPICS)
      return refuse(id, `A connection follows at most ${MOST_TOPICS} topics; kpi:* is every KPI in one.`);
    if (!(await connections.follow(id, topics))) return gateway.end(id);
    const { epoch } = await told.head();
    let at: number | false = resume?.epoch === epoch && (await catchUp(id, topics, resume.sequence));
    if (at === false) at = await tellWhole(id, topics);
    // Whoever told meanwhile may have read the followers before, or posted before what they add to was there.
    while (at !== Infinity) {
      const next: number | false = await catchUp(id, topics, at);
      if (next === at) return;
      at = next === false ? await tellWhole(id, topics) : next;
    }
  }

  return {
    async connect(connection) {
      const { subject } = connection;
      if ((await connections.countOf(subject)) >= settings.connectionsPerSubject)
        return err(
          `There are ${settings.connectionsPerSubject} live connections of yours, which is all one may have. Close one.`,
        );
      await connections.add({ ...connection, connectedAt: clock.now() });
      return ok(undefined);
    },
    async greet(id) {
      const { epoch } = await told.head();
      const { heartbeatMs } = settings;
      const hello: ServerMessage = { type: 'hello', epoch, serverTime: toRfc3339(clock.now()), heartbeatMs };
      for (let tries = 0; tries < GREETING_TRIES; tries += 1) {
        if (await gateway.post(id, JSON.stringify(hello))) return;
        await clock.sleep(GREETING_MS);
      }
      await connections.remove(id);
    },
    async receive(id, text) {
      if (!(await connections.get(id)))
        return refuse(id, 'The token or the session has ended. Sign in again, and connect again.');
      if (Buffer.byteLength(text) > MOST_MESSAGE_BYTES)
        return refuse(id, `A message has at most ${MOST_MESSAGE_BYTES} bytes.`);
      const read = readClientMessage(text);
      if (!read.ok) return refuse(id, read.error);
      const message = read.value;
      if (message.type === 'subscribe') await subscribe(id, message);
      else if (message.type === 'unsubscribe') await connections.unfollow(id, message.topics);
      else await say(id, [gatewayHeartbeat(clock)]);
    },
    disconnect: (id) => connections.remove(id),
  };
}
