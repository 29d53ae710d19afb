import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../kept-connections.ts';

export interface SteadyRequests {
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
}

export interface RequestResult {
  /** From the moment a request was due to the end of its answer, ms, so that a stalled server cannot hide its stall. */
  readonly tookMs: readonly number[];
  /** Answers that were not wanted, and requests without an answer. */
  readonly unwanted: number;
}

/** Sends requests when they are due, whether those before were answered or not. */
export async function steadyRequests(
  { rate, seconds }: SteadyRequests,
  send: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
): Promise<RequestResult> {
  const tookMs: number[] = [];
  const finished: Promise<void>[] = [];
  let unwanted = 0;
  const begun = performance.now();
  for (let sent = 0; sent < rate * seconds; sent += 1) {
    const dueAt = begun + (sent / rate) * 1_000;
    while (performance.now() < dueAt) await sleep(1);
    const answered = send().then(isWanted, () => false);
    finished.push(
      answered.then((wanted) => {
        if (wanted) tookMs.push(performance.now() - dueAt);
        else unwanted += 1;
      }),
    );
  }
  await Promise.all(finished);
  return { tookMs, unwanted };
}
