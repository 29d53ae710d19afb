import { ALONE, type DynamoDb, type Item, type Table, type TransactItem } from '@dataforge/clients/dynamodb';
import type { Clock } from '@dataforge/kernel';
import type { ConnectionStore, HeldConnection } from '../../ports/connection-store.ts';
import { LIVE_TABLE } from './table.ts';

export { dynamoDbToldStore } from './told-store.ts';
export { LIVE_TABLE };

/** What a connection follows is an item under it; a topic's and a subject's connections are items under those. */
const connectionKey = (id: string): string => `connection#${id}`;
const topicKey = (topic: string): string => `topic#${topic}`;
const subjectKey = (subject: string): string => `subject#${subject}`;
const FOLLOWED = 'topic#';

/** A topic is two parts of a transaction, in which the connection's own is another. */
const TOPICS_AT_ONCE = 49;

const ending = (endsAt: number) => ({ endsAt, expiresAt: Math.ceil(endsAt / 1_000) });
const endsAt = (item: Item): number => Number(item['endsAt']);
const connectionOf = ({ connection }: Item): HeldConnection =>
  JSON.parse(connection as string) as HeldConnection;

/**
 * Connections in DynamoDB. To follow is a transaction that needs the connection to be there, and removing begins with the
 * connection, so that none is followed by what is gone. Everything expires with its connection.
 */
export function dynamoDbConnectionStore({
  client,
  clock,
}: {
  readonly client: DynamoDb;
  readonly clock: Clock;
}): ConnectionStore {
  const table = client.table(LIVE_TABLE);
  const heldOf = (id: string) => readConnection(table, clock, id);

  async function topicsOf(id: string): Promise<readonly string[]> {
    const topics: string[] = [];
    for await (const { sk } of table.query({ pk: connectionKey(id), from: FOLLOWED, keysOnly: true }))
      topics.push(sk.slice(FOLLOWED.length));
    return topics;
  }

  async function* living(pk: string): AsyncGenerator<string> {
    for await (const item of table.query({ pk })) if (endsAt(item) > clock.now()) yield item.sk;
  }

  async function unfollow(id: string, topics: readonly string[]): Promise<void> {
    // The connection's own mark goes last: it is what a removal that was broken off is completed by.
    await table.removeAll(topics.map((topic) => ({ pk: topicKey(topic), sk: id })));
    await table.removeAll(topics.map((topic) => ({ pk: connectionKey(id), sk: `${FOLLOWED}${topic}` })));
  }

  async function remove(id: string): Promise<void> {
    const key = { pk: connectionKey(id), sk: ALONE };
    const held = await table.get(key);
    if (held)
      await client.transact([
        table.asPart.remove(key),
        table.asPart.remove({ pk: subjectKey(connectionOf(held).subject), sk: id }),
      ]);
    await unfollow(id, await topicsOf(id));
  }

  return {
    async add(connection) {
      const { id, subject, expiresAt } = connection;
      await remove(id);
      await client.transact([
        table.asPart.put({
          pk: connectionKey(id),
          sk: ALONE,
          connection: JSON.stringify(connection),
          ...ending(expiresAt),
        }),
        table.asPart.put({ pk: subjectKey(subject), sk: id, ...ending(expiresAt) }),
      ]);
    },
    get: heldOf,
    async countOf(subject) {
      let count = 0;
      for await (const _id of living(subjectKey(subject))) count += 1;
      return count;
    },
    async follow(id, topics) {
      const held = await heldOf(id);
      if (!held) return false;
      for (let n = 0; n < topics.length; n += TOPICS_AT_ONCE) {
        const parts = followingOf(table, held, topics.slice(n, n + TOPICS_AT_ONCE));
        if (!(await client.transact(parts))) return false;
      }
      return true;
    },
    unfollow,
    followedBy: async (id) => ((await heldOf(id)) ? topicsOf(id) : []),
    followers: (topic) => living(topicKey(topic)),
    remove,
  };
}

async function readConnection(table: Table, clock: Clock, id: string): Promise<HeldConnection | undefined> {
  const item = await table.get({ pk: connectionKey(id), sk: ALONE });
  return item && endsAt(item) > clock.now() ? connectionOf(item) : undefined;
}

/** The parts that let a connection follow topics, if it is there. */
function followingOf(
  { asPart }: Table,
  { id, expiresAt }: HeldConnection,
  topics: readonly string[],
): readonly TransactItem[] {
  const until = ending(expiresAt);
  return [
    asPart.check({ pk: connectionKey(id), sk: ALONE }, { condition: 'attribute_exists(pk)' }),
    ...topics.flatMap((topic) => [
      asPart.put({ pk: topicKey(topic), sk: id, ...until }),
      asPart.put({ pk: connectionKey(id), sk: `${FOLLOWED}${topic}`, ...until }),
    ]),
  ];
}
