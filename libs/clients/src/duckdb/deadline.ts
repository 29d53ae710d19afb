import type { Clock } from '@dataforge/kernel';

export interface Deadline {
  passed(): boolean;
  /** After this nothing is interrupted any more. */
  end(): void;
}

/** An interrupt that arrives between two steps of a query is forgotten by the engine, so it is repeated. */
const REPEAT_MS = 20;

/** Calls `interrupt`, such as a connection's, once `timeoutMs` have passed, and again until it is ended. */
export function deadline(clock: Clock, timeoutMs: number, interrupt: () => void): Deadline {
  const ended = new AbortController();
  let passed = false;
  const watch = async () => {
    await clock.sleep(timeoutMs, ended.signal);
    while (!ended.signal.aborted) {
      passed = true;
      interrupt();
      await clock.sleep(REPEAT_MS, ended.signal);
    }
  };
  void watch();
  return { passed: () => passed, end: () => ended.abort() };
}
