import { type DynamoDb, type Item, type Table } from '@dataforge/clients/dynamodb';
import { MINUTE_MS, type Clock } from '@dataforge/kernel';
import { makeRoom } from '../../domain/make-room.ts';
import { sessionEnd, type Session, type SignInGrant } from '../../domain/session.ts';
import { MOST_GRANTS, MOST_SESSIONS, type SessionStore } from '../../ports/session-store.ts';

export const ACCESS_TABLE = 'access';

const itemOf = (pk: string, hash: string, value: unknown, endsAt: number): Item => ({
  pk,
  sk: hash,
  held: JSON.stringify(value),
  endsAt,
  expiresAt: Math.ceil(endsAt / 1_000),
});
const valueOf = <T>({ held }: Item): T => JSON.parse(held as string) as T;

/** Sessions and sign-in grants in DynamoDB, an item each, which DynamoDB deletes by itself some time after they have ended. */
export function dynamoDbSessionStore({
  client,
  clock,
}: {
  readonly client: DynamoDb;
  readonly clock: Clock;
}): SessionStore {
  const table = client.table(ACCESS_TABLE);
  const addGrant = adding(table, clock, 'grant', MOST_GRANTS);
  const addSession = adding(table, clock, 'session', MOST_SESSIONS);
  const keyOf = (hash: string) => ({ pk: 'session', sk: hash });

  async function find(hash: string): Promise<Session | undefined> {
    const item = await table.get(keyOf(hash));
    return item && Number(item['endsAt']) > clock.now() ? valueOf<Session>(item) : undefined;
  }

  return {
    addGrant: (codeHash, grant) => addGrant(itemOf('grant', codeHash, grant, grant.expiresAt)),
    async takeGrant(codeHash) {
      const item = await table.remove({ pk: 'grant', sk: codeHash });
      return item && valueOf<SignInGrant>(item);
    },
    add: (hash, session) => addSession(itemOf('session', hash, session, sessionEnd(session))),
    find,
    async see(hash, seenAt) {
      const held = await find(hash);
      if (!held) return;
      const session = { ...held, seenAt };
      await table.put(itemOf('session', hash, session, sessionEnd(session)), {
        condition: 'attribute_exists(pk)',
      });
    },
    remove: async (hash) => void (await table.remove(keyOf(hash))),
  };
}

/** How long a process believes its own count, which others may have passed. */
const COUNTED_FOR_MS = 5 * MINUTE_MS;

/**
 * Adds to items that are bounded in number. They are counted by reading them all, so a process does that when by what it
 * knows they are too many, and every few minutes; several may add a few beyond the bound, until the next of them counts.
 */
function adding(table: Table, clock: Clock, pk: string, most: number): (item: Item) => Promise<void> {
  let counted = { held: Infinity, at: -Infinity };
  let addedSince = 0;
  let counting: Promise<void> | undefined;

  async function removeWhatIsTooMuch(): Promise<void> {
    addedSince = 0;
    const ends: (readonly [key: string, endsAt: number])[] = [];
    for await (const { sk, endsAt } of table.query({ pk })) ends.push([sk, Number(endsAt)]);
    // The one that was added is among them already.
    const gone = makeRoom(ends, clock.now(), most + 1);
    await table.removeAll(gone.map((sk) => ({ pk, sk })));
    counted = { held: ends.length - gone.length, at: clock.now() };
  }

  return async (item) => {
    await table.put(item);
    addedSince += 1;
    const isDue = counted.held + addedSince > most || clock.now() - counted.at > COUNTED_FOR_MS;
    if (!isDue) return;
    counting ??= removeWhatIsTooMuch().finally(() => (counting = undefined));
    await counting;
  };
}
