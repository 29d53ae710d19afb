import { brokerErrorOf, type Cluster, type Link } from '@dataforge/clients/kafka';
import type { PartitionEnds, PartitionPosition, Position } from '../../ports/event-log.ts';
import { leaderOf, partitionsOf } from './leaders.ts';

/** What a broker is asked for by a time: where the log begins, and where it ends for who reads what was committed. */
type At = { readonly fromBeginning: boolean } | { readonly fromTimestamp: number };

/** Positions by partition; -1 where the log holds nothing so late. */
async function listed(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  at: At,
): Promise<ReadonlyMap<number, Position>> {
  const asked = partitions.map((partition) => ({ partition }));
  const [answer] = await cluster.fetchTopicsOffset([{ topic, partitions: asked, ...at }]);
  return new Map(
    answer?.partitions.map(({ partition, offset }) => [partition, Number(offset) as Position]) ?? [],
  );
}

export async function endsOf(
  cluster: Cluster,
  topic: string,
  only?: number,
): Promise<readonly PartitionEnds[]> {
  const all = await partitionsOf(cluster, topic);
  const partitions = only === undefined ? all : [only];
  // The end first: where the log is trimmed meanwhile, the start is not after it.
  const ends = await listed(cluster, topic, partitions, { fromBeginning: false });
  const starts = await listed(cluster, topic, partitions, { fromBeginning: true });
  return partitions.map((partition) => {
    const start = starts.get(partition) as Position;
    return { partition, start, end: Math.max(start, ends.get(partition) as Position) as Position };
  });
}

export async function firstSince(
  cluster: Cluster,
  topic: string,
  partition: number,
  time: number,
): Promise<Position> {
  await partitionsOf(cluster, topic);
  const at = { fromTimestamp: Math.max(0, Math.ceil(time)) };
  const found = (await listed(cluster, topic, [partition], at)).get(partition) ?? -1;
  if (found >= 0) return found as Position;
  const [{ end } = { end: 0 as Position }] = await endsOf(cluster, topic, partition);
  return end;
}

export async function committedIn(
  cluster: Cluster,
  topic: string,
  groupId: string,
): Promise<readonly PartitionPosition[]> {
  const partitions = (await partitionsOf(cluster, topic)).map((partition) => ({ partition }));
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  const { responses } = await coordinator.offsetFetch({ groupId, topics: [{ topic, partitions }] });
  return responses
    .flatMap((answer) => answer.partitions)
    .map(({ partition, offset }) => ({ partition, next: Number(offset) as Position }))
    .filter(({ next }) => next >= 0)
    .sort((a, b) => a.partition - b.partition);
}

/** Moves where a partition begins; its brokers free their disks by whole segments. */
export async function trimBelow(
  link: Link,
  topic: string,
  partition: number,
  before: Position,
): Promise<void> {
  await link.tried(`trimming ${topic}`, async (cluster) => {
    const [{ start, end } = { start: 0, end: 0 }] = await endsOf(cluster, topic, partition);
    const offset = Math.min(before, end);
    if (offset <= start) return;
    const leader = await leaderOf(cluster, topic, partition);
    try {
      await leader.deleteRecords({
        topics: [{ topic, partitions: [{ partition, offset: String(offset) }] }],
      });
    } catch (error) {
      const { partitions = [] } = error as { partitions?: readonly { error: unknown }[] };
      const [failure = error] = partitions.map((failed) => failed.error);
      // A topic that is only compacted keeps the newest of each key, whatever its age.
      if (brokerErrorOf(failure) !== 'POLICY_VIOLATION') throw failure;
    }
  });
}
