import { setTimeout as sleep } from 'node:timers/promises';
import { AssignerProtocol, Kafka, logLevel, type PartitionAssigner } from 'kafkajs';
import type { Random } from '@dataforge/kernel';

/** As the server's members share partitions out; a group has members of one kind alone. */
const PROTOCOL = 'dataforge-round-robin';

/** Gives one partition after another to one member after another, as every leader of the group does. */
const assigner: PartitionAssigner = ({ cluster }) => ({
  name: PROTOCOL,
  version: 0,
  async assign({ members, topics }) {
    const [topic = ''] = topics;
    const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
    const ids = members.map(({ memberId }) => memberId).sort();
    return ids.map((memberId, at) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: 0,
        assignment: { [topic]: partitions.filter((_, index) => index % ids.length === at) },
        userData: Buffer.alloc(0),
      }),
    }));
  },
  protocol: ({ topics }) => ({
    name: PROTOCOL,
    metadata: AssignerProtocol.MemberMetadata.encode({
      version: 0,
      topics: [...topics],
      userData: Buffer.alloc(0),
    }),
  }),
});

/** Lets members that do nothing join a group and leave it again, so many times: each time its partitions are shared out anew, twice. */
export async function rebalanceStorm(
  { broker, topic, group }: { readonly broker: string; readonly topic: string; readonly group: string },
  times: number,
  random: Random,
): Promise<void> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  for (let joined = 0; joined < times; joined += 1) {
    const consumer = kafka.consumer({
      groupId: `${group}.${topic}`,
      partitionAssigners: [assigner],
      heartbeatInterval: 500,
      // As long as the server's members may take to hear of it.
      rebalanceTimeout: 30_000,
    });
    const isIn = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.connect();
    await consumer.subscribe({ topic });
    // It commits nothing: what it was given is read by whoever has it next.
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await isIn;
    await sleep(Math.floor(random.next() * 1_000));
    await consumer.disconnect();
  }
}
