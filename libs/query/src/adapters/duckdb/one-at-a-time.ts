import type { Clock } from '@dataforge/kernel';

/** Lets the holder's successor in. To be called once. */
export type Leave = () => void;

/**
 * Lets one in at a time, in the order they came; who waits longer than `waitMs`, or goes away, is turned away with
 * undefined.
 */
export function oneAtATime(
  clock: Clock,
  waitMs: number,
): (signal?: AbortSignal | undefined) => Promise<Leave | undefined> {
  let occupied = false;
  const waiting: (() => void)[] = [];
  const leave: Leave = () => {
    const next = waiting.shift();
    if (next) next();
    else occupied = false;
  };
  return async (signal) => {
    if (!occupied) {
      occupied = true;
      return leave;
    }
    return new Promise((resolve) => {
      const admitted = new AbortController();
      const admit = () => {
        admitted.abort();
        resolve(leave);
      };
      waiting.push(admit);
      const ends = signal ? AbortSignal.any([admitted.signal, signal]) : admitted.signal;
      void clock.sleep(waitMs, ends).then(() => {
        const place = waiting.indexOf(admit);
        if (place === -1) return;
        waiting.splice(place, 1);
        resolve(undefined);
      });
    });
  };
}
