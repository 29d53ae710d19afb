import { port, type Result } from '@dataforge/kernel';

/** What a valid token says. */
export interface Identity {
  readonly subject: string;
  readonly roles: readonly string[];
  /** When the token ends, ms since the epoch. */
  readonly expiresAt: number;
}

/** Why a token is not taken, in words for the caller; never the token itself. */
export interface TokenRefusal {
  readonly reason: 'malformed' | 'signature' | 'expired' | 'not-yet-valid' | 'claims' | 'keys-unavailable';
  readonly detail: string;
}

/** Checks signature, issuer, audience and times of a bearer token. */
export interface TokenVerifier {
  verify(token: string): Promise<Result<Identity, TokenRefusal>>;
}

export const TokenVerifier = port<TokenVerifier>('access.TokenVerifier');
