import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 50;
const MOST_MS = 2_000;

/** Waits before another try, by chance and longer each time: less than 50 ms after the first failure, than 2 s at last. */
export const backOff = (failures: number): Promise<void> =>
  sleep(Math.random() * Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1)));
