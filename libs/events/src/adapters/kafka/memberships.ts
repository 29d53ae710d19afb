import type { KafkaClient, Link } from '@dataforge/clients/kafka';
import { err, ok, type Log, type Result } from '@dataforge/kernel';
import type { Fenced, Membership, PartitionPosition, Position } from '../../ports/event-log.ts';
import { groupMember, isLost, type Assignment, type GroupMember } from './group-member.ts';
import type { KafkaLogSettings, Names } from './log-settings.ts';
import { committedIn } from './offsets.ts';
import { polledPartitions } from './polled-partitions.ts';

export interface MembershipDeps {
  readonly client: KafkaClient;
  readonly names: Names;
  readonly log: Log;
}

/** This process's place in a group for a topic. It is kept when its partitions are lost, so that it joins again as the same member. */
interface Place {
  readonly topic: string;
  readonly groupId: string;
  readonly link: Link;
  readonly member: GroupMember;
  hold: AbortController;
  /** Ends saying that the member lives. */
  living: AbortController;
  /** Joins and leaves take turns. */
  turn: Promise<unknown>;
}

/**
 * Members of Kafka's consumer groups, one of this process for each group and topic: whoever joins here revokes the member before,
 * while processes share the partitions out among them.
 */
export function memberships({ client, names, log }: MembershipDeps, settings: KafkaLogSettings) {
  const places = new Map<string, Place>();

  function placeOf(topic: string, group: string): Place {
    const [name, groupId] = [names.topic(topic), names.group(topic, group)];
    const held = places.get(groupId);
    if (held) return held;
    const link = client.link();
    const place: Place = {
      topic: name,
      groupId,
      link,
      member: groupMember(link, { topic: name, groupId }, settings),
      hold: new AbortController(),
      living: new AbortController(),
      turn: Promise.resolve(),
    };
    places.set(groupId, place);
    return place;
  }

  const inTurn = <T>(place: Place, work: () => Promise<T>): Promise<T> => {
    const mine = place.turn.then(work);
    place.turn = mine.catch(() => undefined);
    return mine;
  };

  const join = (topic: string, group: string): Promise<Membership> => {
    const place = placeOf(topic, group);
    return inTurn(place, async () => {
      place.hold.abort();
      const assignment = await place.member.join();
      place.living.abort();
      const [hold, living] = [new AbortController(), new AbortController()];
      [place.hold, place.living] = [hold, living];
      const lost = (why: string) => {
        if (!hold.signal.aborted) log.info({ group: place.groupId, why }, 'Partitions are shared out anew.');
        hold.abort();
      };
      void place.member.live(assignment, lost, living.signal);
      return membershipOf(place, assignment, hold, living);
    });
  };

  async function membershipOf(
    place: Place,
    assignment: Assignment,
    hold: AbortController,
    living: AbortController,
  ): Promise<Membership> {
    const { link, topic, groupId } = place;
    const committed = await link.tried(`asking how far ${groupId} is`, (cluster) =>
      committedIn(cluster, topic, groupId),
    );
    const next = new Map(committed.map((position) => [position.partition, position.next]));
    const from = assignment.partitions.map((partition) => ({
      partition,
      next: next.get(partition) ?? (0 as Position),
    }));
    const polled = polledPartitions(link, topic, from, settings);
    return {
      generation: assignment.generation,
      partitions: assignment.partitions,
      revoked: hold.signal,
      seek: (position) => polled.seek(position),
      poll: (request) => polled.poll(request, hold.signal),
      commit: (positions) => commit(place, assignment, hold, positions),
      leave: async () => {
        const isHeld = !hold.signal.aborted;
        hold.abort();
        // Who was revoked is expected to join again, and would else take the others' partitions from them once more.
        if (isHeld) {
          living.abort();
          await inTurn(place, () => place.member.leave());
        }
      },
    };
  }

  async function commit(
    { link, topic, groupId }: Place,
    { memberId, generation }: Assignment,
    hold: AbortController,
    positions: readonly PartitionPosition[],
  ): Promise<Result<void, Fenced>> {
    const fenced = err({
      kind: 'fenced',
      detail: `generation ${generation} of ${groupId} is over for this member`,
    } as const);
    if (hold.signal.aborted) return fenced;
    const partitions = positions.map(({ partition, next }) => ({ partition, offset: String(next) }));
    return link.tried(`committing how far ${groupId} is`, async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({ groupId });
      const topics = [{ topic, partitions }];
      try {
        await coordinator.offsetCommit({ groupId, groupGenerationId: generation, memberId, topics });
        return ok(undefined);
      } catch (error) {
        if (!isLost(error)) throw error;
        hold.abort();
        return fenced;
      }
    });
  }

  async function close(): Promise<void> {
    await Promise.all(
      [...places.values()].map(async (place) => {
        place.hold.abort();
        place.living.abort();
        await inTurn(place, () => place.member.leave());
        await place.link.close();
      }),
    );
    places.clear();
  }

  return { join, close };
}
