import { createHash } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey, type KeyObject } from 'jose';
import { err, ok, type Clock, type Result } from '@dataforge/kernel';
import type { Identity, TokenRefusal, TokenVerifier } from '../../ports/token-verifier.ts';

export interface VerifierSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** The claim that lists the roles. */
  readonly rolesClaim: string;
}

/** Longer than any token of ours; bounds the work on a hostile one. */
const MOST_CHARACTERS = 8_192;
const CACHED = 1_000;

/**
 * Verifies JWTs. A producer sends the same token with thousands of requests, so a verified one is remembered by its
 * hash until it expires.
 */
export function jwtVerifier(
  { keys, clock }: { keys: KeyObject | JWTVerifyGetKey; clock: Clock },
  settings: VerifierSettings,
): TokenVerifier {
  const verified = new Map<string, Identity>();

  async function check(token: string): Promise<Result<JWTPayload, TokenRefusal>> {
    const options = {
      issuer: settings.issuer,
      audience: settings.audience,
      algorithms: [...settings.algorithms],
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(clock.now()),
    };
    try {
      const { payload } =
        typeof keys === 'function'
          ? await jwtVerify(token, keys, options)
          : await jwtVerify(token, keys, options);
      return ok(payload);
    } catch (error) {
      return err(refusalOf(error, typeof keys === 'function'));
    }
  }

  return {
    async verify(token) {
      if (token.length > MOST_CHARACTERS)
        return err({ reason: 'malformed', detail: 'The token is too long.' });
      const hash = createHash('sha256').update(token).digest('base64');
      const held = verified.get(hash);
      verified.delete(hash);
      if (held && held.expiresAt > clock.now()) {
        // Back at the end: the one that goes first is the one not used for longest.
        verified.set(hash, held);
        return ok(held);
      }
      const checked = await check(token);
      if (!checked.ok) return checked;
      const identity = identityOf(checked.value, settings.rolesClaim);
      if (identity.subject === '') return err(NO_SUBJECT);
      if (verified.size >= CACHED) verified.delete(verified.keys().next().value as string);
      verified.set(hash, identity);
      return ok(identity);
    },
  };
}

function identityOf(payload: JWTPayload, rolesClaim: string): Identity {
  const roles = payload[rolesClaim];
  return {
    subject: typeof payload.sub === 'string' ? payload.sub : '',
    roles: Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [],
    expiresAt: (payload.exp as number) * 1_000,
  };
}

const NO_SUBJECT: TokenRefusal = { reason: 'claims', detail: 'The token\'s claim "sub" names nobody.' };

/** Throws what is neither the token's fault nor that of keys which are fetched. */
function refusalOf(error: unknown, areFetched: boolean): TokenRefusal {
  if (error instanceof errors.JWTExpired)
    return { reason: 'expired', detail: 'The token has expired. Get a new one.' };
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'nbf'
      ? { reason: 'not-yet-valid', detail: 'The token is not valid yet.' }
      : { reason: 'claims', detail: `The token's claim "${error.claim}" is not what this server asks for.` };
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  )
    return { reason: 'signature', detail: 'The token was not signed by the issuer that this server trusts.' };
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported
  )
    return { reason: 'malformed', detail: 'The token is not a JWT.' };
  if (!areFetched) throw error;
  return { reason: 'keys-unavailable', detail: "The issuer's keys cannot be read now. Try again." };
}
