import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokerErrorOf, type Cluster, type Link } from '@dataforge/clients/kafka';
import { AssignerProtocol } from 'kafkajs';
import { messageOf } from '@dataforge/kernel';
import { partitionsOf } from './leaders.ts';
import type { KafkaLogSettings } from './log-settings.ts';

/** What a member was given when it joined. */
export interface Assignment {
  readonly memberId: string;
  readonly generation: number;
  readonly partitions: readonly number[];
  /** How many partitions the topic had. */
  readonly ofPartitions: number;
}

/**
 * A member of a consumer group of Kafka's, for the partitions of one topic. The coordinator of the group, a broker, decides
 * who is in it and for which generation; this asks it, and says when it is not heard any more.
 */
export interface GroupMember {
  readonly link: Link;
  readonly topic: string;
  readonly groupId: string;
  readonly settings: Pick<KafkaLogSettings, 'heartbeatMs' | 'sessionMs' | 'rejoinMs'>;
  /** As the coordinator calls it; empty while it is not in the group. */
  id: string;
}

/** Says that another generation has begun, or that this one never included the member. */
const LOST = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
]);

export const isLost = (error: unknown): boolean => LOST.has(brokerErrorOf(error) ?? '');

/** How the group's leader shares partitions out; all members must know it. */
const PROTOCOL = 'dataforge-round-robin';

/** Joins, or joins again and so makes the group share out its partitions anew; resolves once it has. */
export const joinGroup = (member: GroupMember): Promise<Assignment> =>
  member.link.tried(
    `joining ${member.groupId}`,
    async (cluster) => {
      try {
        return await joinOnce(member, cluster);
      } catch (error) {
        forgetIfUnknown(member, error, member.id);
        throw error;
      }
    },
    member.settings.rejoinMs,
  );

function forgetIfUnknown(member: GroupMember, error: unknown, asked: string): void {
  if (brokerErrorOf(error) === 'UNKNOWN_MEMBER_ID' && member.id === asked) member.id = '';
}

async function joinOnce(member: GroupMember, cluster: Cluster): Promise<Assignment> {
  const { topic, groupId, settings } = member;
  await cluster.refreshMetadata();
  const all = await partitionsOf(cluster, topic);
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  // Other than the last time, so that the coordinator takes it for a change and begins another generation.
  const userData = Buffer.from(randomUUID());
  const metadata = AssignerProtocol.MemberMetadata.encode({ version: 0, topics: [topic], userData });
  const joined = await coordinator.joinGroup({
    groupId,
    memberId: member.id,
    sessionTimeout: settings.sessionMs,
    rebalanceTimeout: settings.rejoinMs,
    groupProtocols: [{ name: PROTOCOL, metadata }],
  });
  const { memberId, leaderId, generationId } = joined;
  member.id = memberId;
  const { memberAssignment } = await coordinator.syncGroup({
    groupId,
    generationId,
    memberId,
    groupAssignment: leaderId === memberId ? sharedOut(joined.members, topic, all) : [],
  });
  const given = AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment[topic] ?? [];
  const partitions = [...given].sort((a, b) => a - b);
  return { memberId, generation: generationId, partitions, ofPartitions: all.length };
}

/** One partition after another to one member after another, the same whoever leads. */
function sharedOut(
  members: readonly { readonly memberId: string }[],
  topic: string,
  partitions: readonly number[],
) {
  const ids = members.map(({ memberId }) => memberId).sort();
  return ids.map((memberId, at) => ({
    memberId,
    memberAssignment: AssignerProtocol.MemberAssignment.encode({
      version: 0,
      assignment: { [topic]: partitions.filter((_, index) => index % ids.length === at) },
      userData: Buffer.alloc(0),
    }),
  }));
}

/**
 * Says that the member lives until the signal aborts, and `lost` why it has lost its partitions, once; then it goes on for a
 * while, so that it can join again as the member that it is.
 */
export async function stayInGroup(
  member: GroupMember,
  assignment: Assignment,
  lost: (why: string) => void,
  until: AbortSignal,
): Promise<void> {
  const { heartbeatMs, sessionMs, rejoinMs } = member.settings;
  let heardAt = Date.now();
  for (let isHeld = true; ;) {
    await sleep(heartbeatMs, undefined, { signal: until }).catch(() => undefined);
    if (until.aborted) return;
    const why = await beat(member, assignment).catch(() => undefined);
    if (why === '') heardAt = Date.now();
    const isLate = Date.now() - heardAt > (isHeld ? sessionMs : rejoinMs);
    if (isHeld && (why || isLate)) {
      isHeld = false;
      lost(why || `the coordinator was not heard for ${sessionMs} ms`);
    } else if (isLate) return;
  }
}

/** Why the partitions are lost; empty where they are not. Throws where the coordinator cannot be asked. */
function beat(member: GroupMember, { memberId, generation, ofPartitions }: Assignment): Promise<string> {
  const { groupId, topic } = member;
  return member.link.tried(
    `staying in ${groupId}`,
    async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({ groupId });
      try {
        await coordinator.heartbeat({ groupId, groupGenerationId: generation, memberId });
      } catch (error) {
        if (!isLost(error)) throw error;
        forgetIfUnknown(member, error, memberId);
        return messageOf(error);
      }
      const partitions = await partitionsOf(cluster, topic);
      return partitions.length === ofPartitions ? '' : `${topic} has ${partitions.length} partitions now`;
    },
    0,
  );
}

/** Gives its partitions to others at once. Where it cannot say so, the coordinator finds out. */
export async function leaveGroup(member: GroupMember): Promise<void> {
  const { link, groupId, id: memberId } = member;
  if (memberId === '') return;
  member.id = '';
  await link
    .tried(
      `leaving ${groupId}`,
      async (cluster) => (await cluster.findGroupCoordinator({ groupId })).leaveGroup({ groupId, memberId }),
      0,
    )
    .catch(() => undefined);
}
