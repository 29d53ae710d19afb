import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import { natureOf } from './errors.ts';

/** Exponential backoff with full jitter, in milliseconds. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly attempts: number;
}

export const defaultRetryPolicy: RetryPolicy = { firstDelayMs: 50, maxDelayMs: 5_000, attempts: 6 };

/** The delay before attempt `attempt` (1 is the first retry): random in [0, min(max, first * 2^(attempt-1))). */
export const retryDelayMs = (policy: RetryPolicy, attempt: number, random: Random): number =>
  Math.floor(random.next() * Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1)));

/** Runs `effect` until it succeeds, retrying only failures that are retriable, at most `policy.attempts` times. */
export async function withRetry<T>(
  effect: () => Promise<T>,
  deps: { clock: Clock; random: Random; policy?: RetryPolicy; signal?: AbortSignal },
): Promise<T> {
  const policy = deps.policy ?? defaultRetryPolicy;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await effect();
    } catch (error) {
      if (natureOf(error) !== 'retriable' || attempt >= policy.attempts || deps.signal?.aborted) throw error;
      await deps.clock.sleep(retryDelayMs(policy, attempt, deps.random), deps.signal);
    }
  }
}
