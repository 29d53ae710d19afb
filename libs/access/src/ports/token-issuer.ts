import { port, type JsonObject } from '@dataforge/kernel';
import type { Role } from '../domain/permissions.ts';

export interface TokenRequest {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly ttlSeconds: number;
}

/** Issues bearer tokens (JWT). */
export interface TokenIssuer {
  readonly issuer: string;
  issue(request: TokenRequest): Promise<string>;
  /** The public keys, as a JSON Web Key Set. */
  jwks(): JsonObject;
}

export const TokenIssuer = port<TokenIssuer>('access.TokenIssuer');
