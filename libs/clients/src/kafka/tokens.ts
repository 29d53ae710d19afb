import { InfrastructureError, messageOf } from '@dataforge/kernel';

export interface BearerToken {
  readonly value: string;
  /** ms since the epoch */
  readonly expiresAt: number;
}

/** Gives a token that is good for a while yet. Rejects with a retriable InfrastructureError where none is to be had now. */
export type TokenSource = () => Promise<BearerToken>;

/** A token is not handed out in the last tenth of its life, or its last minute, if that is less. */
const FRESH_MS = 60_000;

/** Asks for a token when the last one is about to expire, and once for all who want one meanwhile. */
export function keptToken(ask: TokenSource, now: () => number = Date.now): TokenSource {
  let kept: { readonly token: BearerToken; readonly until: number } | undefined;
  let asking: Promise<BearerToken> | undefined;
  async function renew(): Promise<BearerToken> {
    const asked = now();
    const token = await ask();
    kept = { token, until: token.expiresAt - Math.min(FRESH_MS, (token.expiresAt - asked) / 10) };
    return token;
  }
  return () => {
    if (kept && now() < kept.until) return Promise.resolve(kept.token);
    asking ??= renew().finally(() => (asking = undefined));
    return asking;
  };
}

export interface ClientCredentials {
  /** The token endpoint of an OAuth 2.0 or OIDC provider. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
}

const ANSWER_MS = 10_000;

/** Tokens by the client credentials grant (RFC 6749, section 4.4), kept while they are good. */
export const clientCredentialsTokens = (credentials: ClientCredentials): TokenSource =>
  keptToken(() => askFor(credentials));

async function askFor({ tokenUrl, clientId, clientSecret, scope }: ClientCredentials): Promise<BearerToken> {
  const basic = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const asked = Date.now();
  try {
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    const { access_token: value, expires_in: seconds } = (await answer.json()) as Record<string, unknown>;
    if (typeof value !== 'string' || typeof seconds !== 'number')
      throw new Error('its answer has no access_token with expires_in');
    return { value, expiresAt: asked + seconds * 1_000 };
  } catch (error) {
    // Also where it refuses: a secret that is being changed is right again soon.
    throw new InfrastructureError(`${tokenUrl} gave no token for Kafka: ${messageOf(error)}`, 'retriable', {
      cause: error,
    });
  }
}
