import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

const TIMEOUT_MS = 5_000;

/**
 * The keys that an issuer publishes. Where they are is asked of its discovery document (OpenID Connect Discovery 1.0)
 * unless it is known; an answer is kept, a failure is asked again.
 */
export function fetchedKeys({ issuer, jwksUrl }: { issuer: string; jwksUrl?: string }): JWTVerifyGetKey {
  const keysAt = (url: string | URL) => createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS });
  if (jwksUrl !== undefined) return keysAt(jwksUrl);
  let found: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    found ??= discover(issuer).then(keysAt);
    const asked = found;
    const keys = await asked.catch((error: unknown) => {
      if (found === asked) found = undefined;
      throw error;
    });
    return keys(header, token);
  };
}

async function discover(issuer: string): Promise<URL> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  // A redirect could lead to somebody else's keys.
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown } | null;
  if (document?.issuer !== issuer) throw new Error(`${url} describes another issuer`);
  if (typeof document.jwks_uri !== 'string') throw new Error(`${url} names no jwks_uri`);
  return new URL(document.jwks_uri);
}
