import { SECOND_MS, toRfc3339, type Clock } from '@dataforge/kernel';
import { MOST_TOPICS, type ClientMessage, type ServerMessage } from '../protocol/index.ts';
import type { DeltaRing } from './delta-ring.ts';
import { readClientMessage } from './read-client-message.ts';
import type { TopicStates } from './topic-states.ts';
import { CLOSE, type CloseCode, type Wire } from './wire.ts';

/** One client's place. Nothing is queued for it: it reads the ring as fast as its wire takes it. */
export interface Connection {
  /** A message of the client. */
  receive(text: string): void;
  /** Sends what there is, as far as the wire has room: called when something was published, and when the wire drained. */
  pump(): void;
  heartbeat(): void;
  /** Says why, and closes the wire. */
  refuse(code: CloseCode, detail: string): void;
  /** The wire is closed. */
  closed(): void;
  readonly topics: ReadonlyMap<string, unknown>;
}

export interface ConnectionDeps {
  readonly clock: Clock;
  readonly wire: Wire;
  readonly ring: DeltaRing;
  readonly states: TopicStates;
  /** Why a topic cannot be followed; undefined if it can. */
  readonly faultOf: (topic: string) => string | undefined;
  readonly onSubscribed: (topics: readonly string[]) => void;
  readonly onUnsubscribed: (topics: readonly string[]) => void;
  readonly onDelta: () => void;
}

export interface ConnectionSettings {
  readonly epoch: string;
  readonly heartbeatMs: number;
  readonly messagesPerSecond: number;
}

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;

export function connection(deps: ConnectionDeps, settings: ConnectionSettings): Connection {
  const { clock, wire, ring, states } = deps;
  /** Where the client's copy of each topic stands: the sequence of what it was sent last. */
  const topics = new Map<string, number>();
  /** Topics that are to be sent whole. */
  const pending = new Set<string>();
  /** Through here the ring is read. */
  let cursor = ring.head();
  /** Through here every topic was sent; what a heartbeat says. */
  let complete = 0;
  /** The wire had no room for a delta. */
  let behind = false;
  let open = true;
  const allow = messageBudget(clock, settings.messagesPerSecond);

  const say = (message: ServerMessage) => wire.send(JSON.stringify(message));
  const serverTime = () => toRfc3339(clock.now());

  function refuse(code: CloseCode, detail: string): void {
    if (!open) return;
    say({ type: 'error', detail });
    closed();
    wire.close(code, detail);
  }

  function closed(): void {
    if (!open) return;
    open = false;
    const held = [...topics.keys()];
    topics.clear();
    pending.clear();
    deps.onUnsubscribed(held);
  }

  function subscribe({ topics: asked, resume }: Subscribe): void {
    const fault = asked.map(deps.faultOf).find((found) => found !== undefined);
    if (fault !== undefined) return refuse(CLOSE.policy, fault);
    const added = [...new Set(asked)].filter((topic) => !topics.has(topic));
    if (topics.size + added.length > MOST_TOPICS)
      return refuse(
        CLOSE.policy,
        `A connection follows at most ${MOST_TOPICS} topics; kpi:* is every KPI in one.`,
      );
    const resumable = resume?.epoch === settings.epoch && ring.after(resume.sequence) !== undefined;
    // The client's copies stand where it says, until all is sent.
    if (resume) complete = 0;
    for (const topic of asked) {
      states.know(topic);
      if (resumable && states.holds(topic)) {
        topics.set(topic, resume.sequence);
        pending.delete(topic);
        cursor = Math.min(cursor, resume.sequence);
      } else {
        topics.set(topic, cursor);
        pending.add(topic);
      }
    }
    deps.onSubscribed(added);
    pump();
  }

  function unsubscribe(asked: readonly string[]): void {
    const gone = [...new Set(asked)].filter((topic) => topics.delete(topic));
    for (const topic of gone) pending.delete(topic);
    deps.onUnsubscribed(gone);
  }

  /** Instead of the deltas that were missed, the topics that changed are sent whole. */
  function skipToHead(): void {
    for (const [topic, sequence] of topics) if (states.changed(topic) > sequence) pending.add(topic);
    cursor = ring.head();
    behind = false;
  }

  /** False where the wire has no room for one. */
  function sendSnapshots(): boolean {
    for (const topic of pending) {
      const text = states.snapshot(topic);
      if (text === undefined) continue;
      if (!wire.hasRoom()) return false;
      wire.send(text);
      topics.set(topic, ring.head());
      pending.delete(topic);
    }
    return true;
  }

  function sendDeltas(): void {
    for (const { sequence, topic, text } of ring.after(cursor) ?? []) {
      const sent = topics.get(topic);
      if (sent !== undefined && sequence > sent && !pending.has(topic)) {
        behind = !wire.hasRoom();
        if (behind) return;
        wire.send(text);
        deps.onDelta();
        topics.set(topic, sequence);
      }
      cursor = sequence;
    }
  }

  function pump(): void {
    if (!open || (behind && !wire.hasRoom())) return;
    if (behind || ring.after(cursor) === undefined) skipToHead();
    if (!sendSnapshots()) return;
    sendDeltas();
    if (!behind && pending.size === 0 && topics.size > 0) complete = cursor;
  }

  function heartbeat(): void {
    pump();
    if (open && wire.hasRoom()) say({ type: 'heartbeat', serverTime: serverTime(), sequence: complete });
  }

  say({ type: 'hello', epoch: settings.epoch, serverTime: serverTime(), heartbeatMs: settings.heartbeatMs });
  return {
    topics,
    pump,
    heartbeat,
    refuse,
    closed,
    receive(text) {
      if (!open) return;
      if (!allow())
        return refuse(
          CLOSE.policy,
          `A connection takes at most ${settings.messagesPerSecond} messages a second; name several topics in one.`,
        );
      const read = readClientMessage(text);
      if (!read.ok) return refuse(CLOSE.policy, read.error);
      const message = read.value;
      if (message.type === 'subscribe') subscribe(message);
      else if (message.type === 'unsubscribe') unsubscribe(message.topics);
      else heartbeat();
    },
  };
}

/** Whether one more message is allowed in the second that began with the first. */
function messageBudget(clock: Clock, perSecond: number): () => boolean {
  let [since, taken] = [-Infinity, 0];
  return () => {
    if (clock.now() - since >= SECOND_MS) [since, taken] = [clock.now(), 0];
    taken += 1;
    return taken <= perSecond;
  };
}
