import type { Clock } from '@dataforge/kernel';

/** A clock that moves only when told; sleepers wake in the order of their times. */
export interface SimulatedClock extends Clock {
  /** Moves time on by `ms`, waking every sleeper that is due, and lets their continuations run. */
  advance(ms: number): Promise<void>;
}

export function simulatedClock(startMs: number): SimulatedClock {
  let now = startMs;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        const due = [...sleepers].filter((s) => s.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        now = Math.max(now, due.at);
        due.wake();
        await settle();
      }
      now = until;
      await settle();
    },
  };
}
