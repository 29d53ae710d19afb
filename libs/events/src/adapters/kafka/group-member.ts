import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokerErrorOf, type Broker, type Cluster, type Link } from '@dataforge/clients/kafka';
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

export interface GroupMember {
  /** Joins, or joins again and so makes the group share out its partitions anew. */
  join(): Promise<Assignment>;
  /**
   * Says that it lives until the signal aborts, also after it has lost its partitions, so that it can join again. `lost` is
   * told why, once.
   */
  live(assignment: Assignment, lost: (why: string) => void, until: AbortSignal): Promise<void>;
  /** Gives its partitions to others at once. */
  leave(): Promise<void>;
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

/**
 * A member of a consumer group of Kafka's, for the partitions of one topic. The coordinator of the group, a broker, decides
 * who is in it and for which generation; this asks it, and says when it is not heard any more.
 */
export function groupMember(
  link: Link,
  { topic, groupId }: { readonly topic: string; readonly groupId: string },
  { heartbeatMs, sessionMs, rejoinMs }: Pick<KafkaLogSettings, 'heartbeatMs' | 'sessionMs' | 'rejoinMs'>,
): GroupMember {
  let memberId = '';

  /** Tries until it is in: a group that shares out its partitions is joined once it has done so. */
  const join = (): Promise<Assignment> =>
    link.tried(
      `joining ${groupId}`,
      async (cluster) => {
        try {
          return await joinOnce(cluster);
        } catch (error) {
          forgetIfUnknown(error, memberId);
          throw error;
        }
      },
      rejoinMs,
    );

  function forgetIfUnknown(error: unknown, asked: string): void {
    if (brokerErrorOf(error) === 'UNKNOWN_MEMBER_ID' && memberId === asked) memberId = '';
  }

  async function joinOnce(cluster: Cluster): Promise<Assignment> {
    await cluster.refreshMetadata();
    const all = await partitionsOf(cluster, topic);
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    // Other than the last time, so that the coordinator takes it for a change and begins another generation.
    const metadata = AssignerProtocol.MemberMetadata.encode({
      version: 0,
      topics: [topic],
      userData: Buffer.from(randomUUID()),
    });
    const joined = await coordinator.joinGroup({
      groupId,
      memberId,
      sessionTimeout: sessionMs,
      rebalanceTimeout: rejoinMs,
      groupProtocols: [{ name: PROTOCOL, metadata }],
    });
    memberId = joined.memberId;
    const isLeader = joined.leaderId === memberId;
    const { memberAssignment } = await coordinator.syncGroup({
      groupId,
      generationId: joined.generationId,
      memberId,
      groupAssignment: isLeader ? sharedOut(joined.members, topic, all) : [],
    });
    const given = AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment[topic] ?? [];
    const partitions = [...given].sort((a, b) => a - b);
    return { memberId, generation: joined.generationId, partitions, ofPartitions: all.length };
  }

  async function live(
    assignment: Assignment,
    lost: (why: string) => void,
    until: AbortSignal,
  ): Promise<void> {
    const identity = { groupId, groupGenerationId: assignment.generation, memberId: assignment.memberId };
    let heardAt = Date.now();
    for (let isHeld = true; !until.aborted;) {
      await sleep(heartbeatMs, undefined, { signal: until }).catch(() => undefined);
      if (until.aborted) return;
      const why = await beat(identity, assignment).catch(() => undefined);
      if (why === '') heardAt = Date.now();
      const isLate = Date.now() - heardAt > (isHeld ? sessionMs : rejoinMs);
      if (isHeld && (why || isLate)) {
        isHeld = false;
        lost(why || `the coordinator was not heard for ${sessionMs} ms`);
      } else if (isLate) return;
    }
  }

  /** Why the partitions are lost; empty where they are not. */
  async function beat(
    identity: Parameters<Broker['heartbeat']>[0],
    { ofPartitions }: Assignment,
  ): Promise<string> {
    return link.tried(
      `staying in ${groupId}`,
      async (cluster) => {
        const coordinator = await cluster.findGroupCoordinator({ groupId });
        try {
          await coordinator.heartbeat(identity);
        } catch (error) {
          if (!isLost(error)) throw error;
          forgetIfUnknown(error, identity.memberId);
          return messageOf(error);
        }
        const partitions = await partitionsOf(cluster, topic);
        return partitions.length === ofPartitions ? '' : `${topic} has ${partitions.length} partitions now`;
      },
      0,
    );
  }

  async function leave(): Promise<void> {
    if (memberId === '') return;
    const left = memberId;
    memberId = '';
    await link
      .tried(
        `leaving ${groupId}`,
        async (cluster) =>
          (await cluster.findGroupCoordinator({ groupId })).leaveGroup({ groupId, memberId: left }),
        0,
      )
      // Where it cannot say so, the coordinator finds out.
      .catch(() => undefined);
  }

  return { join, live, leave };
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
