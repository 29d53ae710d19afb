import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { brokerErrorOf, hasLeaderMoved, kafkaFailure, natureOfKafkaFailure } from './kafka-failure.ts';

/** Connections of one user of a cluster. A broker serves a connection's requests one after another, so who waits at it has their own. */
export interface Link {
  /** The cluster, connected. */
  cluster(): Promise<Cluster>;
  /** Lets go of a cluster whose connection failed; the next to ask gets another. */
  drop(failed: Cluster): void;
  /** Does what a failure calls for before another try: asks where leaders are now, or lets go of the cluster. */
  prepareForAnother(held: Cluster, error: unknown): Promise<void>;
  /**
   * Does some work, and again while it fails in a way that passes, as long as the limits say or `forMs`. What fails in the end
   * is thrown as our own error, saying `what` was tried.
   */
  tried<T>(what: string, work: (cluster: Cluster) => Promise<T>, forMs?: number): Promise<T>;
  /** Ends its connections at once, and with them what still waits for an answer. */
  close(): Promise<void>;
}

export interface OpenedCluster {
  readonly cluster: Cluster;
  readonly sockets: ReadonlySet<Socket>;
}

const FIRST_MS = 50;
const MOST_MS = 1_000;

const backOff = (failures: number): Promise<void> =>
  sleep(Math.random() * Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1)));

export function openLink(open: () => OpenedCluster, retryForMs: number): Link {
  let opened: (OpenedCluster & { readonly connected: Promise<void> }) | undefined;
  const dropped = new Set<Promise<void>>();
  let closed = false;

  async function cluster(): Promise<Cluster> {
    if (closed) throw new Error('the connections to Kafka are closed');
    if (!opened) {
      const fresh = open();
      opened = { ...fresh, connected: fresh.cluster.connect() };
    }
    const { cluster: held, connected } = opened;
    try {
      await connected;
      return held;
    } catch (error) {
      drop(held);
      throw error;
    }
  }

  function drop(failed: Cluster): void {
    if (opened?.cluster !== failed) return;
    // It ends once what is under way was answered or took too long.
    const ended = failed
      .disconnect()
      .catch(() => undefined)
      .finally(() => dropped.delete(ended));
    dropped.add(ended);
    opened = undefined;
  }

  async function tried<T>(
    what: string,
    work: (cluster: Cluster) => Promise<T>,
    forMs = retryForMs,
  ): Promise<T> {
    const deadline = Date.now() + forMs;
    for (let failures = 1; ; failures += 1) {
      let held: Cluster | undefined;
      try {
        held = await cluster();
        return await work(held);
      } catch (error) {
        const isOver = closed || natureOfKafkaFailure(error) !== 'retriable';
        if (held && !isOver) await prepareForAnother(held, error);
        if (isOver || Date.now() >= deadline) throw kafkaFailure(what, error);
        await backOff(failures);
      }
    }
  }

  /** A broker that answers is the right one to go on with, unless it says that another is. */
  async function prepareForAnother(held: Cluster, error: unknown): Promise<void> {
    if (hasLeaderMoved(error)) await held.refreshMetadata().catch(() => drop(held));
    else if (brokerErrorOf(error) === undefined) drop(held);
  }

  return {
    cluster,
    drop,
    prepareForAnother,
    tried,
    async close() {
      closed = true;
      for (const socket of opened?.sockets ?? []) socket.destroy(new Error('closed by us'));
      if (opened) drop(opened.cluster);
      await Promise.all(dropped);
    },
  };
}
