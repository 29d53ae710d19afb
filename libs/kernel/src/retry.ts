import type { Clock } from './clock.ts';
import { natureOf } from './errors.ts';
import type { Random } from './random.ts';

const FIRST_MS = 100;
const MOST_MS = 10_000;

/** Exponential backoff with full jitter: ms, random in [0, min(10 s, 100 ms * 2^(failures - 1))). */
const delayMs = (failures: number, random: Random): number =>
  Math.floor(random.next() * Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1)));

export interface RetryDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Told before each wait: how many failures there were since work last succeeded, and the newest. */
  readonly onFailure: (failures: number, error: unknown) => void;
}

/**
 * Runs `work` again and again until the signal aborts. A retriable failure is waited out, without end and longer each time
 * until `work` resolves or says that it `succeeded` at a part; any other rejects.
 */
export async function retryUntilAborted(
  work: (succeeded: () => void) => Promise<void>,
  { clock, random, onFailure }: RetryDeps,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  const succeeded = () => void (failures = 0);
  while (!signal.aborted) {
    try {
      await work(succeeded);
      succeeded();
    } catch (error) {
      if (natureOf(error) !== 'retriable') throw error;
      failures += 1;
      onFailure(failures, error);
      await clock.sleep(delayMs(failures, random), signal);
    }
  }
}
