import type { Problem } from '@dataforge/api-client';

/** One thing that is wrong: which field of what was sent, and where in its text, from 1. */
export type Fault = NonNullable<Problem['errors']>[number];

/** An answer that says what went wrong (RFC 9457), or that none came. `status` is 0 where nobody answered. */
export class ProblemError extends Error {
  readonly status: number;
  readonly errors: readonly Fault[];
  /** Seconds after which to ask again, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, detail: string, errors: ProblemError['errors'] = [], retryAfter?: number) {
    super(detail);
    this.name = 'ProblemError';
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

export const isForbidden = (error: unknown): boolean => error instanceof ProblemError && error.status === 403;
export const isSignedOut = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;
