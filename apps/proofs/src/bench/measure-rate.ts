import { percentiles, watchFreshness } from '../freshness.ts';
import { settledLedger } from '../ledger-settled.ts';
import type { Server } from '@dataforge/program';
import { steadyLoad, type SteadyLoad } from '../steady-load.ts';
import { peakMemory } from './peak-memory.ts';
import type { Figures } from './report.ts';
import { steadyQueries } from './steady-queries.ts';

/** The size of a batch that the bench is about, at every rate. */
export const BATCH = 500;
export const IN_FLIGHT = 8;
const PATIENCE_MS = 600_000;
const HOUR_MS = 3_600_000;

/**
 * One rate, with a query every second beside it: what is accepted and refined a second, how long a batch waits for its
 * acknowledgement and until it is served. What waits at the end is served or counted as not served.
 */
export async function measureRate(
  server: Server,
  token: string,
  { rate, seconds }: Pick<SteadyLoad, 'rate' | 'seconds'>,
): Promise<Figures> {
  const target = { url: server.url, token };
  let running = true;
  const memory = peakMemory(server.pid, () => running);
  const queries = steadyQueries(target, () => running);
  const watch = await watchFreshness(target);
  const begun = Date.now();
  const load = await steadyLoad(
    target,
    { rate, seconds, batch: BATCH, inFlight: IN_FLIGHT },
    watch.acknowledged,
  );
  await settledLedger(target, 'stage=refine', PATIENCE_MS);
  const refinedAt = Date.now();
  const { measured, unserved } = await watch.finish(PATIENCE_MS);
  await settledLedger(target, '', PATIENCE_MS);
  running = false;
  const accept = percentiles(load.acceptMs);
  const fresh = percentiles(measured.map(({ took }) => took));
  const { tookMs, refused } = await queries;
  const peak = await memory;
  return {
    'offered events/s': rate,
    'accepted events/s': load.acknowledged / load.seconds,
    'to gold events/s': load.acknowledged / ((refinedAt - begun) / 1_000),
    'refused events': load.refused,
    'accept p50 ms': accept.p50,
    'accept p99 ms': accept.p99,
    'freshness p50 ms': fresh.p50,
    'freshness p99 ms': fresh.p99,
    'batches not served': unserved,
    'query p50 ms': percentiles(tookMs).p50,
    'queries refused': refused,
    'peak RSS MB': peak.rss,
    'of that files MB': peak.files,
    // Then the current hour is no longer the one that was filled.
    'turns of the hour': Math.floor(refinedAt / HOUR_MS) - Math.floor(begun / HOUR_MS),
  };
}
