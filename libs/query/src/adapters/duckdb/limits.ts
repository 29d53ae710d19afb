import { interruptWhen, type Interruption } from '@dataforge/clients/duckdb';
import type { Clock } from '@dataforge/kernel';
import type { QueryFailure } from '../../ports/query-engine.ts';

export type Stop = Extract<QueryFailure['kind'], 'timeout' | 'memory' | 'too-large' | 'cancelled'>;

export interface LimitsOf {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Looks at what the query has taken so far. */
  readonly exceeded: () => Promise<Stop | undefined>;
}

/** Calls `interrupt` once a limit is passed. */
export function limits(
  clock: Clock,
  { timeoutMs, signal, exceeded }: LimitsOf,
  interrupt: () => void,
): Interruption<Stop> {
  const started = clock.now();
  const look = async (): Promise<Stop | undefined> => {
    if (signal?.aborted) return 'cancelled';
    return clock.now() - started >= timeoutMs ? 'timeout' : exceeded();
  };
  return interruptWhen(clock, { look, blind: 'cancelled' }, interrupt);
}
