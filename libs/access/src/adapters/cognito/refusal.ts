import {
  FetchError,
  JwksValidationError,
  JwkValidationError,
  JwtExpiredError,
  JwtInvalidClaimError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  ParameterValidationError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import type { TokenRefusal } from '../../ports/token-verifier.ts';

const KEYS_AWAY: TokenRefusal = {
  reason: 'keys-unavailable',
  detail: "The user pool's keys cannot be read now. Try again.",
};

/** What to say of each failure, the first that fits. */
const REFUSALS: readonly (readonly [readonly (abstract new (...args: never) => Error)[], TokenRefusal])[] = [
  [[JwtExpiredError], { reason: 'expired', detail: 'The token has expired. Get a new one.' }],
  [[JwtNotBeforeError], { reason: 'not-yet-valid', detail: 'The token is not valid yet.' }],
  [
    // The second where it is of another issuer.
    [JwtInvalidClaimError, ParameterValidationError],
    { reason: 'claims', detail: 'The token is not an access token of a client of this user pool.' },
  ],
  [
    [
      JwtInvalidSignatureError,
      JwtInvalidSignatureAlgorithmError,
      JwtWithoutValidKidError,
      KidNotFoundInJwksError,
    ],
    { reason: 'signature', detail: 'The token was not signed by the user pool that this server trusts.' },
  ],
  [[JwtParseError], { reason: 'malformed', detail: 'The token is not a JWT.' }],
  // After a key that is not in the set, no other is asked for at once.
  [[FetchError, JwksValidationError, JwkValidationError, WaitPeriodNotYetEndedJwkError], KEYS_AWAY],
];

/** What is no failure of the library's own comes of fetching the keys. */
export const refusalOf = (error: unknown): TokenRefusal =>
  REFUSALS.find(([kinds]) => kinds.some((kind) => error instanceof kind))?.[1] ?? KEYS_AWAY;
