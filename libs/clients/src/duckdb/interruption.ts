import type { Clock } from '@dataforge/kernel';

export interface Interruption<Reason> {
  /** Why the statement was interrupted, if it was. */
  reason(): Reason | undefined;
  /** After this nothing is interrupted any more. */
  end(): Promise<void>;
}

/** An interrupt that arrives between two steps of a statement is forgotten by the engine, so it is repeated. */
const LOOK_MS = 20;

/**
 * Calls `interrupt`, such as a connection's, once `look` gives a reason, and again until it is ended. Where `look` itself
 * fails, as it does while the engine closes, that is `blind`: what nobody looks at any more would run for ever.
 */
export function interruptWhen<Reason>(
  clock: Clock,
  { look, blind }: { readonly look: () => Promise<Reason | undefined>; readonly blind: Reason },
  interrupt: () => void,
): Interruption<Reason> {
  const ended = new AbortController();
  let reason: Reason | undefined;
  const watch = async () => {
    await clock.sleep(LOOK_MS, ended.signal);
    while (!ended.signal.aborted) {
      reason ??= await look().catch(() => blind);
      if (reason !== undefined && !ended.signal.aborted) interrupt();
      await clock.sleep(LOOK_MS, ended.signal);
    }
  };
  const watching = watch();
  return {
    reason: () => reason,
    end: () => {
      ended.abort();
      return watching;
    },
  };
}
