import { port } from '@dataforge/kernel';
import type { Session, SignInGrant } from '../domain/session.ts';

export const MOST_SESSIONS = 1_000;
export const MOST_GRANTS = 100;

/**
 * Sessions, and the grants of sign-in codes, by the hash of their secret. Durable on return, if the store is. Bounded:
 * what has ended, or else ends first, makes room. Whether something has ended is for its reader to say.
 */
export interface SessionStore {
  addGrant(codeHash: string, grant: SignInGrant): Promise<void>;
  /** Takes it out; of several that ask at once, one gets it. */
  takeGrant(codeHash: string): Promise<SignInGrant | undefined>;
  add(hash: string, session: Session): Promise<void>;
  find(hash: string): Promise<Session | undefined>;
  /** Notes a request, ms since the epoch; a session that is gone stays gone. */
  see(hash: string, seenAt: number): Promise<void>;
  remove(hash: string): Promise<void>;
}

export const SessionStore = port<SessionStore>('access.SessionStore');
