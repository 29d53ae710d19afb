import type { KafkaClient } from '@dataforge/clients/kafka';
import type { Log } from '@dataforge/kernel';
import type { Membership } from '../../ports/event-log.ts';
import { joinGroup, leaveGroup, stayInGroup, type GroupMember } from './group-member.ts';
import type { KafkaLogSettings, Names } from './log-settings.ts';
import { membershipOf, type Hold } from './membership.ts';

export interface MembershipDeps {
  readonly client: KafkaClient;
  readonly names: Names;
  readonly log: Log;
}

/** This process's member of a group, which it remains when it loses its partitions; and what it holds at present. */
interface Place {
  readonly member: GroupMember;
  readonly inTurn: Hold['inTurn'];
  hold?: Hold;
}

/**
 * Members of Kafka's consumer groups, one of this process for each group and topic: whoever joins here revokes the member before,
 * while processes share the partitions out among them.
 */
export function memberships({ client, names, log }: MembershipDeps, settings: KafkaLogSettings) {
  const places = new Map<string, Place>();

  function placeOf(topic: string, group: string): Place {
    const groupId = names.group(topic, group);
    const known = places.get(groupId);
    if (known) return known;
    const member = { link: client.link(), topic: names.topic(topic), groupId, settings, id: '' };
    const place = { member, inTurn: turns() };
    places.set(groupId, place);
    return place;
  }

  const join = (topic: string, group: string): Promise<Membership> => {
    const place = placeOf(topic, group);
    const { member, inTurn } = place;
    return inTurn(async () => {
      place.hold?.held.abort();
      const assignment = await joinGroup(member);
      place.hold?.living.abort();
      const [held, living] = [new AbortController(), new AbortController()];
      const hold = { member, assignment, held, living, inTurn };
      place.hold = hold;
      const lost = (why: string): void => {
        if (!held.signal.aborted) log.info({ group: member.groupId, why }, 'Partitions are shared out anew.');
        held.abort();
      };
      void stayInGroup(member, assignment, lost, living.signal);
      return membershipOf(hold, settings);
    });
  };

  async function close(): Promise<void> {
    const closing = [...places.values()].map(async ({ member, inTurn, hold }) => {
      hold?.held.abort();
      hold?.living.abort();
      await inTurn(() => leaveGroup(member));
      await member.link.close();
    });
    places.clear();
    await Promise.all(closing);
  }

  return { join, close };
}

/** Lets pieces of work wait for those before them, whether these fail or not. */
function turns(): Hold['inTurn'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
