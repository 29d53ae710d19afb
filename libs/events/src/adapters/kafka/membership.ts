import { err, ok, type Result } from '@dataforge/kernel';
import type { Fenced, Membership, PartitionPosition, Position } from '../../ports/event-log.ts';
import { isLost, leaveGroup, type Assignment, type GroupMember } from './group-member.ts';
import type { KafkaLogSettings } from './log-settings.ts';
import { committedIn } from './offsets.ts';
import { polledPartitions } from './polled-partitions.ts';

/** A member's hold on what it was given. */
export interface Hold {
  readonly member: GroupMember;
  readonly assignment: Assignment;
  /** Aborts when the partitions are lost. */
  readonly held: AbortController;
  /** Aborts when the member need not say any more that it lives. */
  readonly living: AbortController;
  /** Joins and leaves of a member take turns. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What the port knows of a hold: it reads on from what the group has committed. */
export async function membershipOf(hold: Hold, settings: KafkaLogSettings): Promise<Membership> {
  const { member, assignment, held } = hold;
  const { link, topic, groupId } = member;
  const committed = await link.tried(`asking how far ${groupId} is`, (cluster) =>
    committedIn(cluster, topic, groupId),
  );
  const next = new Map(committed.map((position) => [position.partition, position.next]));
  const from = assignment.partitions.map((partition) => ({
    partition,
    next: next.get(partition) ?? (0 as Position),
  }));
  const polled = polledPartitions({ link, topic, from }, settings);
  return {
    generation: assignment.generation,
    partitions: assignment.partitions,
    revoked: held.signal,
    seek: (position) => polled.seek(position),
    poll: (request) => polled.poll(request, held.signal),
    commit: (positions) => commit(hold, positions),
    leave: () => leave(hold),
  };
}

async function commit(
  { member, assignment, held }: Hold,
  positions: readonly PartitionPosition[],
): Promise<Result<void, Fenced>> {
  const { link, topic, groupId } = member;
  const { memberId, generation } = assignment;
  const detail = `generation ${generation} of ${groupId} is over for this member`;
  if (held.signal.aborted) return err({ kind: 'fenced', detail });
  const partitions = positions.map(({ partition, next }) => ({ partition, offset: String(next) }));
  return link.tried(`committing how far ${groupId} is`, async (cluster) => {
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    const topics = [{ topic, partitions }];
    try {
      await coordinator.offsetCommit({ groupId, groupGenerationId: generation, memberId, topics });
      return ok(undefined);
    } catch (error) {
      if (!isLost(error)) throw error;
      held.abort();
      return err({ kind: 'fenced', detail } as const);
    }
  });
}

async function leave({ member, held, living, inTurn }: Hold): Promise<void> {
  const isHeld = !held.signal.aborted;
  held.abort();
  // Who was revoked is expected to join again; left and joined anew, it would take the others' partitions from them once more.
  if (!isHeld) return;
  living.abort();
  await inTurn(() => leaveGroup(member));
}
