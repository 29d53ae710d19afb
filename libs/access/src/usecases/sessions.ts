import { err, MINUTE_MS, ok, type Clock, type Result, type Secrets } from '@dataforge/kernel';
import type { Role } from '../domain/permissions.ts';
import { hashOf, sessionEnd, type Session } from '../domain/session.ts';
import type { SessionStore } from '../ports/session-store.ts';

const CODE_MS = 10 * MINUTE_MS;

export interface SignInCode {
  readonly code: string;
  /** Ms since the epoch. */
  readonly expiresAt: number;
}

/** Sign-in by a code that works once, and the sessions it leads to. Secrets are handed out and never kept. */
export interface Sessions {
  issueCode(request: { readonly subject: string; readonly role: Role }): Promise<SignInCode>;
  /** Swaps a code for a session with a new secret; one that the browser had before (`previous`) ends. */
  signIn(
    code: string,
    previous: string | undefined,
  ): Promise<Result<{ readonly secret: string; readonly session: Session }, 'unknown-code'>>;
  /** The session of a secret, unless it has ended. */
  find(secret: string): Promise<Session | undefined>;
  signOut(secret: string): Promise<void>;
}

export function sessions({
  store,
  clock,
  secrets,
}: {
  store: SessionStore;
  clock: Clock;
  secrets: Secrets;
}): Sessions {
  return {
    async issueCode({ subject, role }) {
      const code = secrets.next();
      const expiresAt = clock.now() + CODE_MS;
      await store.addGrant(hashOf(code), { subject, roles: [role], expiresAt });
      return { code, expiresAt };
    },
    async signIn(code, previous) {
      const grant = await store.takeGrant(hashOf(code));
      const now = clock.now();
      if (!grant || grant.expiresAt <= now) return err('unknown-code');
      const secret = secrets.next();
      const session = { subject: grant.subject, roles: grant.roles, startedAt: now, seenAt: now };
      await store.add(hashOf(secret), session);
      if (previous !== undefined) await store.remove(hashOf(previous));
      return ok({ secret, session });
    },
    async find(secret) {
      const hash = hashOf(secret);
      const session = await store.find(hash);
      const now = clock.now();
      if (!session) return undefined;
      if (sessionEnd(session) <= now) {
        await store.remove(hash);
        return undefined;
      }
      // To the minute: a dashboard asks many times a second, and each note is a write.
      if (now - session.seenAt < MINUTE_MS) return session;
      await store.see(hash, now);
      return { ...session, seenAt: now };
    },
    signOut: (secret) => store.remove(hashOf(secret)),
  };
}
