import { port } from '@dataforge/kernel';

/** A client's connection to a gateway, which outlives the processes that serve it. */
export interface HeldConnection {
  /** The gateway's name for it. */
  readonly id: string;
  readonly subject: string;
  /** Ms since the epoch. */
  readonly connectedAt: number;
  /** When what its client showed ends, or the gateway ends it, ms since the epoch. From then on it is not there. */
  readonly expiresAt: number;
}

/**
 * Connections and the topics that they follow, for processes that serve a gateway's connections together. A connection that
 * is gone follows nothing, whatever was on its way when it went. Durable on return.
 */
export interface ConnectionStore {
  /** Takes the place of one of the same id. */
  add(connection: HeldConnection): Promise<void>;
  get(id: string): Promise<HeldConnection | undefined>;
  /** How many connections a subject has. */
  countOf(subject: string): Promise<number>;
  /** False if there is no such connection; then it follows nothing more. */
  follow(id: string, topics: readonly string[]): Promise<boolean>;
  unfollow(id: string, topics: readonly string[]): Promise<void>;
  /** The topics that a connection follows, in order. */
  followedBy(id: string): Promise<readonly string[]>;
  /** The ids of the connections that follow a topic, each once. */
  followers(topic: string): AsyncIterable<string>;
  /** Forgets a connection and what it follows; also what a removal that was broken off left of it. */
  remove(id: string): Promise<void>;
}

export const ConnectionStore = port<ConnectionStore>('live.ConnectionStore');
