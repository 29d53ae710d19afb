import { createPublicKey, createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock, JsonObject } from '@dataforge/kernel';
import type { TokenIssuer } from '../../ports/token-issuer.ts';
import type { TokenVerifier } from '../../ports/token-verifier.ts';
import { fetchedKeys } from './fetched-keys.ts';
import { issuerKey } from './key-file.ts';
import { jwtVerifier } from './verify.ts';

export interface BuiltInSettings {
  /** Where the private key lives. */
  readonly keyDir: string;
}

export const BUILT_IN_ISSUER = 'urn:dataforge:local';
export const AUDIENCE = 'dataforge';

/** The issuer for one machine: its key is a file, and who can read the file can issue any role. */
export function builtInIssuer(
  { clock }: { clock: Clock },
  { keyDir }: BuiltInSettings,
): TokenIssuer & TokenVerifier {
  const key = issuerKey(keyDir);
  const publicKey = createPublicKey(key);
  const jwk = publicKey.export({ format: 'jwk' }) as JsonObject;
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url').slice(0, 16);
  const verifier = jwtVerifier(
    { keys: publicKey, clock },
    { issuer: BUILT_IN_ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'], rolesClaim: 'roles' },
  );
  return {
    issuer: BUILT_IN_ISSUER,
    issue({ subject, roles, ttlSeconds }) {
      const now = Math.floor(clock.now() / 1_000);
      return new SignJWT({ roles: [...roles] })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .setIssuer(BUILT_IN_ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + ttlSeconds)
        .sign(key);
    },
    jwks: () => ({ keys: [{ ...jwk, kid, use: 'sig', alg: 'EdDSA' }] }),
    verify: (token) => verifier.verify(token),
  };
}

export interface ConfiguredIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** Where its keys are; found through its discovery document when absent. */
  readonly jwksUrl?: string;
  readonly rolesClaim: string;
}

/** Verifies tokens of an OIDC issuer by its published keys, which are fetched, cached and rotated by the library. */
export function configuredVerifier({ clock }: { clock: Clock }, settings: ConfiguredIssuer): TokenVerifier {
  const keys = fetchedKeys(settings);
  const algorithms = ['EdDSA', 'ES256', 'ES384', 'RS256', 'PS256'];
  return jwtVerifier({ keys, clock }, { ...settings, algorithms });
}
