import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleFetcher, type Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { err, ok, type Clock, type Result } from '@dataforge/kernel';
import { isRole, type Role } from '../../domain/permissions.ts';
import type { Identity, TokenRefusal, TokenVerifier } from '../../ports/token-verifier.ts';
import { refusalOf } from './refusal.ts';

export interface CognitoSettings {
  /** Such as `eu-central-1_AbCdEf123`. */
  readonly userPoolId: string;
  /** The app clients whose tokens are taken. */
  readonly clientIds: readonly string[];
  /** Which role a group of the pool has; a group without an entry has the role of its own name, if there is one. */
  readonly roleOfGroup?: Readonly<Record<string, Role>>;
  /** Of a stack on one machine, whose tokens say that they are of AWS; absent: AWS. */
  readonly endpoint?: string | undefined;
}

interface Claims {
  readonly sub: string;
  readonly username?: unknown;
  readonly exp: number;
  readonly 'cognito:groups'?: readonly string[];
}

/** Longer than any token of Cognito's; bounds the work on a hostile one. */
const MOST_CHARACTERS = 8_192;
const TIMEOUT_MS = 5_000;

const EXPIRED: TokenRefusal = { reason: 'expired', detail: 'The token has expired. Get a new one.' };

/**
 * Verifies access tokens of a Cognito user pool by its published keys, which are fetched once and again for a key that is not
 * known. Who they name is the pool's user name, or for a machine its client; the groups of the pool are roles.
 */
export function cognitoVerifier(
  { clock }: { readonly clock: Clock },
  settings: CognitoSettings,
): TokenVerifier {
  const { userPoolId, clientIds, roleOfGroup = {}, endpoint } = settings;
  const fetcher =
    endpoint === undefined
      ? new SimpleFetcher({ defaultRequestOptions: { responseTimeout: TIMEOUT_MS } })
      : fetchedAt(endpoint);
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, tokenUse: 'access', clientId: [...clientIds] },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );

  function identityOf(claims: Claims): Identity {
    const { sub, username, exp, 'cognito:groups': groups = [] } = claims;
    const roles = groups.map((group) => (Object.hasOwn(roleOfGroup, group) ? roleOfGroup[group] : group));
    return {
      subject: typeof username === 'string' && username !== '' ? username : sub,
      roles: roles.filter((role) => role !== undefined && isRole(role)) as readonly Role[],
      expiresAt: exp * 1_000,
    };
  }

  return {
    async verify(token): Promise<Result<Identity, TokenRefusal>> {
      if (token.length > MOST_CHARACTERS)
        return err({ reason: 'malformed', detail: 'The token is too long.' });
      try {
        const identity = identityOf((await verifier.verify(token)) as unknown as Claims);
        // By our own clock too, which is the one that everything else here goes by.
        return identity.expiresAt > clock.now() ? ok(identity) : err(EXPIRED);
      } catch (error) {
        return err(refusalOf(error));
      }
    },
  };
}

/** Asks an endpoint for what is said to be at AWS. */
const fetchedAt = (endpoint: string): Fetcher => ({
  async fetch(uri) {
    const url = new URL(new URL(uri).pathname, endpoint);
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`${url.href} answered ${response.status}`);
    return response.arrayBuffer();
  },
});
