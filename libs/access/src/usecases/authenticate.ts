import { err, ok, type Result } from '@dataforge/kernel';
import { permissionsOf } from '../domain/permissions.ts';
import { sessionEnd } from '../domain/session.ts';
import type { TokenRefusal, TokenVerifier } from '../ports/token-verifier.ts';
import type { Sessions } from './sessions.ts';

/** Who sent a request, with what the roles they carry may do. */
export interface Caller {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
  /** How they showed who they are: a bearer token, or the secret of a session. */
  readonly via: 'token' | 'session';
  /** When that ends, ms since the epoch. */
  readonly expiresAt: number;
}

export type Authenticate = (
  authorization: string | undefined,
  sessionSecret?: string,
) => Promise<Result<Caller | undefined, TokenRefusal>>;

/**
 * Reads an Authorization header, and where it is of another scheme than Bearer, or there is none, the secret of a session.
 * Without either there is no caller, which is no failure: a public endpoint needs none. Nor is a session that has ended.
 * A bearer token stands alone: where one is refused, no session stands in for it.
 */
export const authenticate =
  ({ verifier, sessions }: { verifier: TokenVerifier; sessions: Pick<Sessions, 'find'> }): Authenticate =>
  async (authorization, sessionSecret) => {
    if (authorization !== undefined && /^Bearer(?: |$)/i.test(authorization))
      return byToken(verifier, authorization);
    const session = sessionSecret === undefined ? undefined : await sessions.find(sessionSecret);
    if (!session) return ok(undefined);
    const { subject, roles } = session;
    return ok({
      subject,
      roles,
      permissions: permissionsOf(roles),
      via: 'session',
      expiresAt: sessionEnd(session),
    });
  };

async function byToken(
  verifier: TokenVerifier,
  authorization: string,
): Promise<Result<Caller, TokenRefusal>> {
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
  if (token === undefined)
    return err({ reason: 'malformed', detail: 'The Authorization header is not "Bearer <token>".' });
  const verified = await verifier.verify(token);
  if (!verified.ok) return verified;
  const { subject, roles, expiresAt } = verified.value;
  return ok({ subject, roles, permissions: permissionsOf(roles), via: 'token', expiresAt });
}
