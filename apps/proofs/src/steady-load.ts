import { setTimeout as sleep } from 'node:timers/promises';
import { keptConnections } from './kept-connections.ts';
import type { Target } from './target.ts';

export interface SteadyLoad {
  /** Events offered per second. */
  readonly rate: number;
  readonly seconds: number;
  /** Events a request. */
  readonly batch: number;
  /** The most requests on the way at once. */
  readonly inFlight: number;
}

export interface LoadResult {
  /** Events that were acknowledged. */
  readonly acknowledged: number;
  readonly seconds: number;
  /** From the moment a batch was due to its acknowledgement, ms, so that a stalled server cannot hide its stall. */
  readonly acceptMs: readonly number[];
  /** Events of the requests that were answered otherwise. */
  readonly refused: number;
}

/** A reading of one of 1,000 devices with 3 metrics, stamped now; ids never repeat within `run`. */
function steadyReading(run: string, n: number, now: number): string {
  const device = n % 1_000;
  const metric = ['temperature', 'pressure', 'current'][Math.floor(n / 1_000) % 3] as string;
  const unit = { temperature: 'Cel', pressure: 'bar', current: 'A' }[metric];
  return `{"specversion":"1.0","type":"com.dataforge.telemetry.reading.v1","source":"/gateways/${device % 50}","id":"${run}-${n}","subject":"device-${device}","time":"${new Date(now).toISOString()}","data":{"deviceId":"device-${device}","metric":"${metric}","value":${((n * 7919) % 1000) / 10},"unit":"${unit}"}}`;
}

/** Offers a steady rate of NDJSON batches; `onAcknowledged` hears the running total. */
export async function steadyLoad(
  { url, token }: Target,
  load: SteadyLoad,
  onAcknowledged: (total: number, sentAt: number) => void = () => undefined,
): Promise<LoadResult> {
  const connections = keptConnections(load.inFlight);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
  const run = `${process.pid}-${Date.now()}`;
  const begun = Date.now();
  const acceptMs: number[] = [];
  let [sent, acknowledged, refused, flying] = [0, 0, 0, 0];
  const finished: Promise<void>[] = [];
  while (Date.now() - begun < load.seconds * 1_000) {
    const dueAt = begun + (sent / load.rate) * 1_000;
    if (dueAt > Date.now()) await sleep(dueAt - Date.now());
    while (flying >= load.inFlight) await sleep(1);
    const now = Date.now();
    const lines = Array.from({ length: load.batch }, (_, i) => steadyReading(run, sent + i, now));
    sent += load.batch;
    flying += 1;
    const answered = connections
      .post(`${url}/events`, headers, lines.join('\n'))
      .finally(() => (flying -= 1))
      .then(({ status }) => {
        if (status !== 202) {
          refused += load.batch;
          return;
        }
        acknowledged += load.batch;
        acceptMs.push(Date.now() - Math.min(dueAt, now));
        onAcknowledged(acknowledged, now);
      });
    // What failed is thrown when all is sent, so that whoever started a server ends it.
    answered.catch(() => undefined);
    finished.push(answered);
  }
  await Promise.all(finished);
  connections.close();
  return { acknowledged, refused, seconds: (Date.now() - begun) / 1_000, acceptMs };
}
