import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../target.ts';

const HOUR_MS = 3_600_000;

export interface QueryResult {
  /** How long each answered query took, ms. */
  readonly tookMs: readonly number[];
  readonly refused: number;
}

/** Asks for an hour of one device, a second after the last answer each time, until `going` says no. */
export async function steadyQueries({ url, token }: Target, going: () => boolean): Promise<QueryResult> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const tookMs: number[] = [];
  let refused = 0;
  while (going()) {
    const now = Date.now();
    const body = JSON.stringify({
      query: 'telemetry.device_minutes',
      params: {
        device: 'device-7',
        from: new Date(now - HOUR_MS).toISOString(),
        to: new Date(now).toISOString(),
      },
    });
    const response = await fetch(`${url}/query`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (response.status === 200) tookMs.push(Date.now() - now);
    else refused += 1;
    await sleep(1_000);
  }
  return { tookMs, refused };
}
