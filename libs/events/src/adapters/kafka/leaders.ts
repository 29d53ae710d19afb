import { brokerError, brokerErrorOf, type Broker, type Cluster } from '@dataforge/clients/kafka';
import { InfrastructureError } from '@dataforge/kernel';

const LEADER_NOT_AVAILABLE = 5;
const UNKNOWN = 'UNKNOWN_TOPIC_OR_PARTITION';

/** A topic's partitions as the cluster has told lately, in order; undefined when it has no such topic. */
export async function knownPartitions(
  cluster: Cluster,
  topic: string,
): Promise<readonly number[] | undefined> {
  try {
    await cluster.addMultipleTargetTopics([topic]);
    await cluster.refreshMetadataIfNecessary();
  } catch (error) {
    if (brokerErrorOf(error) !== UNKNOWN) throw error;
    return undefined;
  }
  const ids = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
  return ids.sort((a, b) => a - b);
}

/** The same; throws where there is no such topic. */
export async function partitionsOf(cluster: Cluster, topic: string): Promise<readonly number[]> {
  const partitions = await knownPartitions(cluster, topic);
  if (partitions && partitions.length > 0) return partitions;
  throw new InfrastructureError(`There is no topic ${topic}.`, 'permanent');
}

/** Partitions by the broker that leads them. Throws what can be waited out where one has no leader at present. */
export async function byLeader(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  await partitionsOf(cluster, topic);
  const leaders = new Map<number, number[]>();
  const metadata = cluster.findTopicPartitionMetadata(topic);
  for (const partition of partitions) {
    const leader = metadata.find(({ partitionId }) => partitionId === partition)?.leader;
    if (leader === undefined || leader < 0) throw brokerError(LEADER_NOT_AVAILABLE);
    leaders.set(leader, [...(leaders.get(leader) ?? []), partition]);
  }
  return leaders;
}

export async function leaderOf(cluster: Cluster, topic: string, partition: number): Promise<Broker> {
  const [nodeId] = [...(await byLeader(cluster, topic, [partition])).keys()] as [number];
  return cluster.findBroker({ nodeId });
}
