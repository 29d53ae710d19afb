import type { AwsSettings } from './settings.ts';

export interface CallLimits {
  /** Of one attempt until its answer begins, and without a byte once it has begun, ms. */
  readonly requestTimeoutMs?: number;
  /** How often a call is tried, the first time included. */
  readonly maxAttempts?: number;
}

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;
const ATTEMPTS = 4;
/** As many attempts of a client at once; more wait for one to end. */
export const MOST_SOCKETS = 64;

/**
 * What every client of the SDK is made with: sockets that are kept, a limit for every attempt, and the SDK's standard
 * retries, which wait longer each time, by chance (full jitter), and stop early where most calls fail.
 */
export const sdkOptions = (
  { region, endpoint, credentials }: AwsSettings,
  { requestTimeoutMs = REQUEST_TIMEOUT_MS, maxAttempts = ATTEMPTS }: CallLimits = {},
) => ({
  region,
  ...(endpoint !== undefined && { endpoint }),
  ...(credentials && { credentials }),
  retryMode: 'standard',
  maxAttempts,
  requestHandler: {
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    // The limit before ends when an answer begins.
    socketTimeout: requestTimeoutMs,
    // Without it the SDK only warns of what takes too long.
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
    httpsAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
  },
});
