import type { Clock } from '@dataforge/kernel';

/** Lets the holder's successor in. To be called once. */
export type Leave = () => void;

/**
 * Lets one in at a time, in the order they came; who waits longer than `waitMs` is turned away with undefined.
 */
export function oneAtATime(clock: Clock, waitMs: number): () => Promise<Leave | undefined> {
  let occupied = false;
  const waiting: (() => void)[] = [];
  const leave: Leave = () => {
    const next = waiting.shift();
    if (next) next();
    else occupied = false;
  };
  return async () => {
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
      void clock.sleep(waitMs, admitted.signal).then(() => {
        const place = waiting.indexOf(admit);
        if (place === -1) return;
        waiting.splice(place, 1);
        resolve(undefined);
      });
    });
  };
}
