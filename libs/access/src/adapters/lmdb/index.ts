import type { LmdbClient, LmdbDatabase } from '@dataforge/clients/lmdb';
import type { Clock } from '@dataforge/kernel';
import { makeRoom } from '../../domain/make-room.ts';
import { sessionEnd, type Session, type SignInGrant } from '../../domain/session.ts';
import { MOST_GRANTS, MOST_SESSIONS, type SessionStore } from '../../ports/session-store.ts';

/** Sessions and sign-in grants in LMDB, so that a restart signs nobody out. */
export function lmdbSessionStore({ client, clock }: { client: LmdbClient; clock: Clock }): SessionStore {
  const grants = client.openDB<SignInGrant, string>({ name: 'sign-in-grants', encoding: 'json' });
  const sessions = client.openDB<Session, string>({ name: 'sessions', encoding: 'json' });

  const put = <T>(
    held: LmdbDatabase<T, string>,
    endOf: (value: T) => number,
    most: number,
    hash: string,
    value: T,
  ) =>
    client.transaction(() => {
      const ends = [...held.getRange()].map(({ key, value: one }) => [key, endOf(one)] as const);
      for (const key of makeRoom(ends, clock.now(), most)) held.remove(key);
      held.put(hash, value);
    });

  return {
    addGrant: (codeHash, grant) => put(grants, ({ expiresAt }) => expiresAt, MOST_GRANTS, codeHash, grant),
    takeGrant: (codeHash) =>
      client.transaction(() => {
        const grant = grants.get(codeHash);
        grants.remove(codeHash);
        return grant;
      }),
    add: (hash, session) => put(sessions, sessionEnd, MOST_SESSIONS, hash, session),
    find: async (hash) => sessions.get(hash),
    see: (hash, seenAt) =>
      client.transaction(() => {
        const session = sessions.get(hash);
        if (session) sessions.put(hash, { ...session, seenAt });
      }),
    remove: (hash) => client.batch(() => sessions.remove(hash)),
  };
}
