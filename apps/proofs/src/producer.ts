import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './kept-connections.ts';

export interface Acknowledged {
  readonly answer: Answer;
  /** Requests that were sent again since no answer, or one that asks for patience, came. */
  readonly retries: number;
  /** Those of the tries before that the server may have taken in all the same. */
  readonly doubtful: number;
}

const MOST_PATIENCE_MS = 1_000;

/**
 * Sends a request until it is acknowledged: a lost connection, 429 and 503 are tried again, ever more slowly, anything else
 * that is not 2xx is the proof's fault and throws.
 */
export async function sendUntilAcknowledged(request: () => Promise<Answer>): Promise<Acknowledged> {
  for (let [retries, doubtful] = [0, 0]; ; retries += 1) {
    const tried = await request().catch((error: NodeJS.ErrnoException) => error);
    if ('status' in tried) {
      if (tried.status >= 200 && tried.status < 300) return { answer: tried, retries, doubtful };
      if (tried.status !== 429 && tried.status !== 503) throw new Error(`${tried.status}: ${tried.body}`);
    }
    const untouched = 'status' in tried ? tried.status === 429 : tried.code === 'ECONNREFUSED';
    if (!untouched) doubtful += 1;
    await sleep(Math.min(MOST_PATIENCE_MS, 50 * 2 ** retries));
  }
}
