import { setTimeout as sleep } from 'node:timers/promises';
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

interface Polled {
  readonly link: Link;
  readonly topic: string;
  readonly settings: Settings;
  readonly cursors: Map<number, PartitionCursor>;
  /** Found by a fetch, and told by the next poll. */
  readonly lost: Map<number, OutOfRange>;
  /** By broker. A fetch that failed gives its error to whoever waits for it. */
  readonly fetches: Map<number, Promise<void>>;
}

export function polledPartitions(
  {
    link,
    topic,
    from,
  }: { readonly link: Link; readonly topic: string; readonly from: readonly PartitionPosition[] },
  settings: Settings,
): PolledPartitions {
  const cursors = new Map(
    from.map(({ partition, next }) => [
      partition,
      partitionCursor(partition, next, settings.maxUnpackedBytes),
    ]),
  );
  const polled: Polled = { link, topic, settings, cursors, lost: new Map(), fetches: new Map() };
  return {
    seek({ partition, next }) {
      polled.lost.delete(partition);
      cursors.get(partition)?.seek(next);
    },
    poll: (request, until) => poll(polled, request, until),
  };
}

async function poll(
  polled: Polled,
  { maxRecords, maxBytes, maxWaitMs }: PollRequest,
  until: AbortSignal,
): Promise<Result<readonly ReadBatch[], OutOfRange>> {
  const deadline = Date.now() + maxWaitMs;
  for (let isLast = false; ; isLast = Date.now() >= deadline) {
    const batches = await take(polled, maxRecords, maxBytes, until);
    if (until.aborted) return ok([]);
    const [gone] = polled.lost.values();
    if (batches.length === 0 && gone) return err(gone);
    if (batches.length > 0 || isLast) return ok(batches);
    await fetchMore(polled, Math.max(0, deadline - Date.now()), until);
  }
}

/** Takes from one partition after another; those that gave something go last, so that a busy one cannot starve the others. */
async function take(
  { cursors }: Polled,
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
async function fetchMore(polled: Polled, leftMs: number, until: AbortSignal): Promise<void> {
  const { link, topic, cursors, lost, fetches } = polled;
  const empty = [...cursors.values()].filter((cursor) => cursor.isEmpty() && !lost.has(cursor.partition));
  const partitions = empty.map(({ partition }) => partition);
  if (partitions.length === 0) {
    await sleep(leftMs, undefined, { signal: until }).catch(() => undefined);
    return;
  }
  const fetching = link.tried(`polling ${topic}`, async (cluster) => {
    for (const [nodeId, led] of await byLeader(cluster, topic, partitions))
      if (!fetches.has(nodeId)) begin(polled, cluster, nodeId, led, Math.min(leftMs, MOST_WAIT_MS));
    const underWay = [...fetches.values()];
    await (leftMs > 0 ? Promise.race(underWay) : Promise.all(underWay));
  });
  await unlessAborted(fetching, until);
}

/** Waits for some work, and no longer once the signal aborts; the work goes on then, and may fail. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  work.catch(() => undefined);
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([work, stopped]).finally(() => signal.removeEventListener('abort', stop));
}

function begin(
  polled: Polled,
  cluster: Cluster,
  nodeId: number,
  partitions: readonly number[],
  maxWaitMs: number,
): void {
  const fetching = fetchFrom(polled, cluster, nodeId, partitions, maxWaitMs).finally(() =>
    polled.fetches.delete(nodeId),
  );
  polled.fetches.set(nodeId, fetching);
  fetching.catch(() => undefined);
}

async function fetchFrom(
  { topic, settings, cursors, lost }: Polled,
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
    partitions: [...asked].map(([partition, from]) => ({ partition, from })),
  });
  for (const answer of fetched) {
    const { partition } = answer;
    const from = asked.get(partition) as Position;
    const cursor = cursors.get(partition);
    if (cursor?.fetchFrom !== from) continue;
    if (isOutOfRange(answer)) lost.set(partition, await outOfRange(cluster, topic, partition, from));
    else cursor.feed(from, answer);
  }
}
