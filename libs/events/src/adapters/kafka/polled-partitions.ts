import type { Cluster, Link } from '@dataforge/clients/kafka';
import { err, ok, type Result } from '@dataforge/kernel';
import type {
  OutOfRange,
  PartitionPosition,
  PollRequest,
  Position,
  ReadBatch,
} from '../../ports/event-log.ts';
import { byLeader } from './leaders.ts';
import type { KafkaLogSettings } from './log-settings.ts';
import { partitionCursor, type PartitionCursor } from './partition-cursor.ts';
import { fetchOrThrow, isOutOfRange, outOfRange } from './read-partition.ts';

/** A fetch waits at its broker for no longer, ms, so that another member's does not wait behind it. */
const MOST_WAIT_MS = 1_000;

type Settings = Pick<KafkaLogSettings, 'fetchBytes' | 'fetchBytesEach' | 'maxUnpackedBytes'>;

/**
 * Partitions that are read on from a position each. What a fetch brought and was not polled yet waits here, packed, and nothing
 * more is fetched for its partition.
 */
export interface PolledPartitions {
  seek(position: PartitionPosition): void;
  /** Batches in order; empty after `maxWaitMs`, or as soon as the signal aborts. */
  poll(request: PollRequest, until: AbortSignal): Promise<Result<readonly ReadBatch[], OutOfRange>>;
}

export function polledPartitions(
  link: Link,
  topic: string,
  from: readonly PartitionPosition[],
  settings: Settings,
): PolledPartitions {
  const cursors = new Map(
    from.map(({ partition, next }) => [
      partition,
      partitionCursor(partition, next, settings.maxUnpackedBytes),
    ]),
  );
  /** Found by a fetch, and told by the next poll. */
  const lost = new Map<number, OutOfRange>();
  /** By broker. A fetch that failed gives its error to whoever waits for it. */
  const fetches = new Map<number, Promise<void>>();

  function seek({ partition, next }: PartitionPosition): void {
    lost.delete(partition);
    cursors.get(partition)?.seek(next);
  }

  async function poll(
    { maxRecords, maxBytes, maxWaitMs }: PollRequest,
    until: AbortSignal,
  ): Promise<Result<readonly ReadBatch[], OutOfRange>> {
    const deadline = Date.now() + maxWaitMs;
    for (let isLast = false; ; isLast = Date.now() >= deadline) {
      const [gone] = lost.values();
      const batches = await take(maxRecords, maxBytes, until);
      if (until.aborted) return ok([]);
      if (batches.length === 0 && gone) return err(gone);
      if (batches.length > 0 || isLast) return ok(batches);
      await fetchMore(Math.max(0, deadline - Date.now()), until);
    }
  }

  /** Takes from one partition after another; those that gave something go last, so that a busy one cannot starve the others. */
  async function take(
    maxRecords: number,
    maxBytes: number,
    until: AbortSignal,
  ): Promise<readonly ReadBatch[]> {
    const batches: ReadBatch[] = [];
    let [records, bytes] = [maxRecords, maxBytes];
    for (const cursor of [...cursors.values()]) {
      if (until.aborted || records <= 0 || (bytes <= 0 && batches.length > 0)) break;
      if (cursor.isEmpty()) continue;
      const before = cursor.next;
      const taken = await cursor.take(records, bytes, batches.length === 0);
      if (cursor.next === before) continue;
      batches.push({ partition: cursor.partition, records: taken, next: cursor.next });
      records -= taken.length;
      bytes -= taken.reduce((sum, { value }) => sum + value.byteLength, 0);
    }
    for (const { partition } of batches) {
      const cursor = cursors.get(partition) as PartitionCursor;
      cursors.delete(partition);
      cursors.set(partition, cursor);
    }
    return batches;
  }

  /** Fetches from every broker that is not asked yet, and waits for the first that answers; for all, if there is no time to wait. */
  async function fetchMore(leftMs: number, until: AbortSignal): Promise<void> {
    const empty = [...cursors.values()].filter((cursor) => cursor.isEmpty() && !lost.has(cursor.partition));
    await Promise.race([
      link.tried(`polling ${topic}`, async (cluster) => {
        const leaders = await byLeader(
          cluster,
          topic,
          empty.map(({ partition }) => partition),
        );
        for (const [nodeId, led] of leaders)
          if (!fetches.has(nodeId)) begin(cluster, nodeId, led, Math.min(leftMs, MOST_WAIT_MS));
        const underWay = [...fetches.values()];
        await (leftMs > 0 ? Promise.race(underWay) : Promise.all(underWay));
      }),
      aborted(until),
    ]);
  }

  function begin(cluster: Cluster, nodeId: number, partitions: readonly number[], maxWaitMs: number): void {
    const fetching = fetchFrom(cluster, nodeId, partitions, maxWaitMs).finally(() => fetches.delete(nodeId));
    fetches.set(nodeId, fetching);
    // It may fail when nobody polls any more.
    fetching.catch(() => undefined);
  }

  async function fetchFrom(
    cluster: Cluster,
    nodeId: number,
    partitions: readonly number[],
    maxWaitMs: number,
  ): Promise<void> {
    const broker = await cluster.findBroker({ nodeId });
    const asked = new Map(partitions.map((partition) => [partition, cursors.get(partition)?.fetchFrom ?? 0]));
    const fetched = await fetchOrThrow(broker, {
      topic,
      maxWaitMs,
      maxBytes: settings.fetchBytes,
      maxBytesEach: settings.fetchBytesEach,
      partitions: [...asked].map(([partition, at]) => ({ partition, from: at })),
    });
    for (const answer of fetched) {
      const { partition } = answer;
      const at = asked.get(partition) as Position;
      const cursor = cursors.get(partition);
      if (cursor?.fetchFrom !== at) continue;
      if (isOutOfRange(answer)) lost.set(partition, await outOfRange(cluster, topic, partition, at));
      else cursor.feed(at, answer);
    }
  }

  return { seek, poll };
}

/** Resolves when the signal aborts; what listens for that ends with the signal. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
