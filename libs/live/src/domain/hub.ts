import { emitter, type Clock, type JsonObject } from '@dataforge/kernel';
import { kindOf, type Kind } from '../protocol/index.ts';
import { connection, type Connection } from './connection.ts';
import { deltaRing, type RingBounds } from './delta-ring.ts';
import { topicFaults } from './topic-faults.ts';
import { topicStates } from './topic-states.ts';
import { CLOSE, type Wire } from './wire.ts';

export interface HubSettings {
  /** Names this run of the process: sequences begin anew with it. */
  readonly epoch: string;
  /** What there is to follow. */
  readonly kinds: readonly Kind[];
  /** The ids of the KPIs. */
  readonly kpis: readonly string[];
  readonly heartbeatMs: number;
  readonly ring: RingBounds;
  readonly messagesPerSecond: number;
  readonly connections: { readonly all: number; readonly perSubject: number };
}

/** Every connection, and what they follow. */
export interface Hub {
  /** Takes a client in, and says hello; undefined where it was refused, and its wire closed. */
  connect(wire: Wire, subject: string): Connection | undefined;
  /** Tells a kind's items as they are now; who follows it is sent what changed. Where nobody does, nothing is kept. */
  publish(kind: Kind, items: readonly JsonObject[]): void;
  /** Whether anybody follows it. */
  wants(kind: Kind): boolean;
  /** Told when somebody needs a kind's items: nobody has published it since it was last followed, or for a new topic. */
  onWanted(listener: (kind: Kind) => void): void;
  /** Connections that follow something, and the deltas sent since the start. */
  figures(): { readonly subscribers: number; readonly deltas: number };
}

export const HUB_DEFAULTS = {
  heartbeatMs: 10_000,
  ring: { entries: 4_096, characters: 8 * 1024 * 1024 },
  messagesPerSecond: 20,
  connections: { all: 500, perSubject: 20 },
} as const satisfies Partial<HubSettings>;

export function hub({ clock }: { readonly clock: Clock }, settings: HubSettings): Hub {
  const ring = deltaRing(settings.ring);
  const states = topicStates(ring);
  const connections = new Map<Connection, string>();
  const faultOf = topicFaults(settings);
  const wanted = emitter<Kind>();
  /** Subscriptions by kind. */
  const followers = new Map<Kind, number>();
  let deltas = 0;

  const wants = (kind: Kind) => (followers.get(kind) ?? 0) > 0;

  /** The kinds of the topics, once their followers are counted anew. */
  function counted(topics: readonly string[], by: 1 | -1): ReadonlySet<Kind> {
    const kinds = topics.map(kindOf);
    for (const kind of kinds) followers.set(kind, (followers.get(kind) ?? 0) + by);
    return new Set(kinds);
  }

  /** Why there is no room for one more; undefined if there is. */
  function fullness(subject: string): string | undefined {
    if (connections.size >= settings.connections.all)
      return `The server has ${connections.size} live connections, which is all it takes. Try again later.`;
    const own = [...connections.values()].filter((held) => held === subject).length;
    return own >= settings.connections.perSubject
      ? `There are ${own} live connections of yours, which is all one may have. Close one.`
      : undefined;
  }

  return {
    wants,
    onWanted: (listener) => void wanted.on(listener),
    connect(wire, subject) {
      const deps = {
        clock,
        wire,
        ring,
        states,
        faultOf,
        onDelta: () => void (deltas += 1),
        onSubscribed(topics: readonly string[]) {
          for (const kind of counted(topics, 1)) wanted.emit(kind);
        },
        onUnsubscribed(topics: readonly string[]) {
          for (const kind of counted(topics, -1)) if (!wants(kind)) states.rest(kind);
        },
      };
      const made = connection(deps, settings);
      const full = fullness(subject);
      if (full !== undefined) {
        made.refuse(CLOSE.tryLater, full);
        return undefined;
      }
      connections.set(made, subject);
      return {
        ...made,
        closed() {
          connections.delete(made);
          made.closed();
        },
      };
    },
    publish(kind, items) {
      // Nobody heard of changes meanwhile, so this would be taken for fresh when it no longer is.
      if (!wants(kind)) return;
      states.publish(kind, items);
      for (const held of connections.keys()) held.pump();
    },
    figures: () => ({
      subscribers: [...connections.keys()].filter(({ topics }) => topics.size > 0).length,
      deltas,
    }),
  };
}
