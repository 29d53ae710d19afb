import { setTimeout as sleep } from 'node:timers/promises';

export interface Sending {
  /** Requests that were sent again since no answer, or one that asks for patience, came. */
  readonly retries: number;
}

/**
 * Sends a request until it is acknowledged: a lost connection, 429 and 503 are tried again, anything else
 * that is not 2xx is the proof's fault and throws.
 */
export async function sendUntilAcknowledged(request: () => Promise<Response>): Promise<Sending> {
  for (let retries = 0; ; retries += 1) {
    const response = await request().catch(() => undefined);
    if (response?.ok) {
      await response.arrayBuffer().catch(() => undefined);
      return { retries };
    }
    if (response && response.status !== 429 && response.status !== 503)
      throw new Error(`${response.status}: ${await response.text()}`);
    await response?.arrayBuffer().catch(() => undefined);
    await sleep(50);
  }
}
