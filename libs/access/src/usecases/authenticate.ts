import { err, ok, type Result } from '@dataforge/kernel';
import { permissionsOf } from '../domain/permissions.ts';
import type { TokenRefusal, TokenVerifier } from '../ports/token-verifier.ts';

/** Who sent a request, with what the roles they carry may do. */
export interface Caller {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
}

export type Authenticate = (
  authorization: string | undefined,
) => Promise<Result<Caller | undefined, TokenRefusal>>;

/**
 * Reads an Authorization header. Without one, or with one of another scheme than Bearer, there is no caller, which is no
 * failure: a public endpoint needs none.
 */
export const authenticate =
  ({ verifier }: { verifier: TokenVerifier }): Authenticate =>
  async (authorization) => {
    if (authorization === undefined || !/^Bearer(?: |$)/i.test(authorization)) return ok(undefined);
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined)
      return err({ reason: 'malformed', detail: 'The Authorization header is not "Bearer <token>".' });
    const verified = await verifier.verify(token);
    if (!verified.ok) return verified;
    const { subject, roles } = verified.value;
    return ok({ subject, roles, permissions: permissionsOf(roles) });
  };
