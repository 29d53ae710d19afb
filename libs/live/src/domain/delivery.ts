import type { DeltaRing } from './delta-ring.ts';
import type { TopicStates } from './topic-states.ts';
import type { Wire } from './wire.ts';

/** What one client is sent of its topics. Nothing is queued for it: it reads the ring as fast as its wire takes it. */
export interface Delivery {
  /** The topics that are followed. */
  readonly topics: ReadonlyMap<string, number>;
  /** Follows topics from a sequence of the ring, as far as there is a way from there; else, or without one, from a snapshot. */
  begin(topics: readonly string[], resumed: number | undefined): void;
  /** Follows them no more; returns those that were followed. */
  end(topics: readonly string[]): readonly string[];
  /** Sends what there is, as far as the wire has room. */
  pump(): void;
  /** Through here the client was sent every change of its topics; what a heartbeat says. */
  complete(): number;
  /** The client says where its copies stand: nothing is taken for sent until all is. */
  doubt(): void;
}

export interface DeliveryDeps {
  readonly wire: Wire;
  readonly ring: DeltaRing;
  readonly states: TopicStates;
  readonly onDelta: () => void;
}

export function delivery({ wire, ring, states, onDelta }: DeliveryDeps): Delivery {
  /** Where the client's copy of each topic stands: the sequence of what it was sent last. */
  const topics = new Map<string, number>();
  /** Topics that are to be sent whole. */
  const pending = new Set<string>();
  /** Through here the ring is read. */
  let cursor = ring.head();
  let complete = 0;
  /** The wire had no room for a delta. */
  let behind = false;

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
        onDelta();
        topics.set(topic, sequence);
      }
      cursor = sequence;
    }
  }

  return {
    topics,
    begin(asked, resumed) {
      const resumable = resumed !== undefined && ring.after(resumed) !== undefined;
      for (const topic of asked) {
        states.know(topic);
        if (resumable && states.holds(topic)) {
          topics.set(topic, resumed);
          pending.delete(topic);
          cursor = Math.min(cursor, resumed);
        } else {
          topics.set(topic, cursor);
          pending.add(topic);
        }
      }
    },
    end(asked) {
      for (const topic of asked) pending.delete(topic);
      return asked.filter((topic) => topics.delete(topic));
    },
    pump() {
      if (behind && !wire.hasRoom()) return;
      if (behind || ring.after(cursor) === undefined) skipToHead();
      if (!sendSnapshots()) return;
      sendDeltas();
      if (!behind && pending.size === 0 && topics.size > 0) complete = cursor;
    },
    complete: () => complete,
    doubt: () => void (complete = 0),
  };
}
