import {
  collectionOf,
  kindOf,
  withChange,
  type ClientMessage,
  type Collection,
  type ServerMessage,
} from '../protocol/index.ts';

/** A client's copy of a topic. */
export interface TopicCopy {
  readonly items: Collection;
  /** Where it stands; null while it waits for a snapshot, with items that may be old, or none. */
  readonly sequence: number | null;
}

/** What a client knows. It is never changed; each step gives a new one. */
export interface LiveClient {
  /** The run of the server that the sequences are of; null before the first hello. */
  readonly epoch: string | null;
  /** Whether the server has said hello on the connection that there is. */
  readonly connected: boolean;
  readonly heartbeatMs: number | null;
  /** As the server said it last, RFC 3339. */
  readonly serverTime: string | null;
  /** Why the server closed the connection. */
  readonly fault: string | null;
  /** The topics that are followed. */
  readonly topics: ReadonlyMap<string, TopicCopy>;
}

/** The next state, and what is to be sent now. */
export interface Step {
  readonly client: LiveClient;
  readonly send: readonly ClientMessage[];
}

const NO_COPY: TopicCopy = { items: new Map(), sequence: null };

export const newClient: LiveClient = {
  epoch: null,
  connected: false,
  heartbeatMs: null,
  serverTime: null,
  fault: null,
  topics: new Map(),
};

/** Follows more topics; those that are followed already stay as they are. */
export function follow(client: LiveClient, topics: readonly string[]): Step {
  const added = [...new Set(topics)].filter((topic) => !client.topics.has(topic));
  if (added.length === 0) return { client, send: [] };
  const copies = new Map([...client.topics, ...added.map((topic) => [topic, NO_COPY] as const)]);
  return {
    client: { ...client, topics: copies },
    send: client.connected ? [{ type: 'subscribe', topics: added }] : [],
  };
}

export function unfollow(client: LiveClient, topics: readonly string[]): Step {
  const gone = [...new Set(topics)].filter((topic) => client.topics.has(topic));
  if (gone.length === 0) return { client, send: [] };
  const copies = new Map([...client.topics].filter(([topic]) => !gone.includes(topic)));
  return {
    client: { ...client, topics: copies },
    send: client.connected ? [{ type: 'unsubscribe', topics: gone }] : [],
  };
}

/** The connection is gone. What is known stays, to go on from it. */
export const dropped = (client: LiveClient): LiveClient => ({ ...client, connected: false });

/** Takes what the server said. */
export function received(client: LiveClient, message: ServerMessage): Step {
  switch (message.type) {
    case 'hello':
      return greeted(client, message);
    case 'snapshot': {
      const copy = {
        items: collectionOf(kindOf(message.topic), message.data.items),
        sequence: message.sequence,
      };
      return { client: withCopy(client, message.topic, () => copy), send: [] };
    }
    case 'delta':
      return changed(client, message);
    case 'heartbeat':
      return { client: confirmed(client, message), send: [] };
    case 'error':
      return { client: { ...client, fault: message.detail }, send: [] };
  }
}

type Told<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** Goes on where the copies stand, if the server is still in the same run; else begins again and keeps what it has to show. */
function greeted(client: LiveClient, { epoch, serverTime, heartbeatMs }: Told<'hello'>): Step {
  const topics =
    epoch === client.epoch
      ? client.topics
      : new Map([...client.topics].map(([topic, { items }]) => [topic, { items, sequence: null }]));
  const standing = [...topics].filter(([, { sequence }]) => sequence !== null);
  const waiting = [...topics].filter(([, { sequence }]) => sequence === null);
  const sequence = Math.min(...standing.map(([, copy]) => copy.sequence as number));
  return {
    client: { ...client, epoch, serverTime, heartbeatMs, topics, connected: true, fault: null },
    send: [
      ...(standing.length > 0
        ? [{ type: 'subscribe' as const, topics: namesOf(standing), resume: { epoch, sequence } }]
        : []),
      ...(waiting.length > 0 ? [{ type: 'subscribe' as const, topics: namesOf(waiting) }] : []),
    ],
  };
}

const namesOf = (topics: readonly (readonly [string, TopicCopy])[]): string[] =>
  topics.map(([topic]) => topic);

/** A delta that is known already changes nothing; one that others should have come before asks for the topic anew. */
function changed(client: LiveClient, { topic, sequence, previous, data }: Told<'delta'>): Step {
  const copy = client.topics.get(topic);
  if (!copy || copy.sequence === null || sequence <= copy.sequence) return { client, send: [] };
  if (previous > copy.sequence)
    return {
      client: withCopy(client, topic, ({ items }) => ({ items, sequence: null })),
      send: [{ type: 'subscribe', topics: [topic] }],
    };
  const items = withChange(kindOf(topic), copy.items, data);
  return { client: withCopy(client, topic, () => ({ items, sequence })), send: [] };
}

/** All that was sent has arrived in its order, so every copy stands where the server says. */
function confirmed(client: LiveClient, { serverTime, sequence }: Told<'heartbeat'>): LiveClient {
  const topics = new Map(
    [...client.topics].map(([topic, copy]) => [
      topic,
      copy.sequence !== null && copy.sequence < sequence ? { ...copy, sequence } : copy,
    ]),
  );
  return { ...client, serverTime, topics };
}

/** A topic that is followed no more is left out. */
function withCopy(client: LiveClient, topic: string, next: (copy: TopicCopy) => TopicCopy): LiveClient {
  const copy = client.topics.get(topic);
  return copy ? { ...client, topics: new Map(client.topics).set(topic, next(copy)) } : client;
}
