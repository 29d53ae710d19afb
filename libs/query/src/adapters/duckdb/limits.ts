import type { Clock } from '@dataforge/kernel';
import type { QueryFailure } from '../../ports/query-engine.ts';

export type Stop = Extract<QueryFailure['kind'], 'timeout' | 'memory' | 'too-large' | 'cancelled'>;

export interface Limits {
  /** Why the query was interrupted, if it was. */
  stopped(): Stop | undefined;
  /** After this nothing is interrupted any more. */
  end(): Promise<void>;
}

export interface LimitsOf {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Looks at what the query has taken so far. */
  readonly exceeded: () => Promise<Stop | undefined>;
}

/** An interrupt that arrives between two steps of a query is forgotten by the engine, so it is repeated. */
const LOOK_MS = 20;

/** Calls `interrupt` once a limit is passed, and again until it is ended. */
export function limits(
  clock: Clock,
  { timeoutMs, signal, exceeded }: LimitsOf,
  interrupt: () => void,
): Limits {
  const ended = new AbortController();
  const started = clock.now();
  let stop: Stop | undefined;
  const look = async (): Promise<Stop | undefined> => {
    if (signal?.aborted) return 'cancelled';
    return clock.now() - started >= timeoutMs ? 'timeout' : exceeded();
  };
  const watch = async () => {
    await clock.sleep(LOOK_MS, ended.signal);
    while (!ended.signal.aborted) {
      // What can no longer be looked at, since its engine closes, is stopped: later nobody would.
      stop ??= await look().catch(() => 'cancelled' as const);
      if (stop && !ended.signal.aborted) interrupt();
      await clock.sleep(LOOK_MS, ended.signal);
    }
  };
  const watching = watch();
  return {
    stopped: () => stop,
    end: () => {
      ended.abort();
      return watching;
    },
  };
}
