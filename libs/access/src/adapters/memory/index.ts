import type { Clock } from '@dataforge/kernel';
import { makeRoom } from '../../domain/make-room.ts';
import { sessionEnd, type Session, type SignInGrant } from '../../domain/session.ts';
import { MOST_GRANTS, MOST_SESSIONS, type SessionStore } from '../../ports/session-store.ts';

export function memorySessionStore({ clock }: { clock: Clock }): SessionStore {
  const grants = new Map<string, SignInGrant>();
  const sessions = new Map<string, Session>();

  function put<T>(held: Map<string, T>, endOf: (value: T) => number, most: number, hash: string, value: T) {
    const ends = [...held].map(([key, one]) => [key, endOf(one)] as const);
    for (const key of makeRoom(ends, clock.now(), most)) held.delete(key);
    held.set(hash, value);
  }

  return {
    async addGrant(codeHash, grant) {
      put(grants, ({ expiresAt }) => expiresAt, MOST_GRANTS, codeHash, grant);
    },
    async takeGrant(codeHash) {
      const grant = grants.get(codeHash);
      grants.delete(codeHash);
      return grant;
    },
    async add(hash, session) {
      put(sessions, sessionEnd, MOST_SESSIONS, hash, session);
    },
    find: async (hash) => sessions.get(hash),
    async see(hash, seenAt) {
      const session = sessions.get(hash);
      if (session) sessions.set(hash, { ...session, seenAt });
    },
    async remove(hash) {
      sessions.delete(hash);
    },
  };
}
