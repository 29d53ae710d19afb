import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { DAY_MS, HOUR_MS } from '@dataforge/kernel';

/** Somebody who signed in with a browser. Times are ms since the epoch. */
export interface Session {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly startedAt: number;
  /** When a request last came with it, to the minute. */
  readonly seenAt: number;
}

/** What a one-time sign-in code stands for. */
export interface SignInGrant {
  readonly subject: string;
  readonly roles: readonly string[];
  /** Ms since the epoch. */
  readonly expiresAt: number;
}

const IDLE_MS = 12 * HOUR_MS;
const LONGEST_MS = 7 * DAY_MS;

/** When a session ends unless another request comes with it, ms since the epoch. */
export const sessionEnd = ({ startedAt, seenAt }: Session): number =>
  Math.min(startedAt + LONGEST_MS, seenAt + IDLE_MS);

/** What is kept of a secret, so that whoever reads the store can use nothing of it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/**
 * Proves that a request was made by a page that could read the session's document, and not by another's form. It follows
 * from the session's secret, which pages cannot read.
 */
export const csrfTokenOf = (secret: string): string =>
  createHmac('sha256', secret).update('dataforge csrf').digest('base64url');

/** Whether this is the session's CSRF token; takes as long whatever was given. */
export const isCsrfToken = (secret: string, given: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(csrfTokenOf(secret))));
