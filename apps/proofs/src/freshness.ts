import { setTimeout as sleep } from 'node:timers/promises';
import { kpiSeries } from './kpi-series.ts';
import type { Target } from './target.ts';

/** Percentiles of some durations, in ms; NaN where there are none. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

export interface Freshness {
  /** When it was sent, ms since the epoch. */
  readonly at: number;
  /** From there to the KPI that counts it, ms. */
  readonly took: number;
}

export interface Watched {
  readonly measured: readonly Freshness[];
  /** Acknowledged, and not served when patience ended. */
  readonly unserved: number;
}

export interface Watch {
  /** Tells that `total` events are acknowledged by now, the last of them sent `at` (ms). */
  acknowledged(total: number, at: number): void;
  /** Ends once all that was acknowledged is served, or after `patienceMs`. */
  finish(patienceMs: number): Promise<Watched>;
}

/**
 * Freshness from accept to the KPI store, from outside: how long after it was sent does the count of readings that
 * `GET /metrics` serves reach it. It polls every few ms, so it errs on the slow side by that and by a request.
 */
export async function watchFreshness(target: Target): Promise<Watch> {
  const from = Date.now() - 60_000;
  const served = async () => {
    const points = await kpiSeries(target, 'telemetry.readings', { from, to: Date.now() + 120_000 });
    return [...points.values()].reduce((sum, value) => sum + value, 0);
  };
  const base = await served();
  const waiting: { total: number; at: number }[] = [];
  const measured: Freshness[] = [];
  let running = true;
  const loop = (async () => {
    while (running) {
      const reached = (await served().catch(() => -1)) - base;
      const now = Date.now();
      for (; waiting[0] && waiting[0].total <= reached; waiting.shift())
        measured.push({ at: waiting[0].at, took: now - waiting[0].at });
      await sleep(10);
    }
  })();
  return {
    acknowledged: (total, at) => void waiting.push({ total, at }),
    async finish(patienceMs) {
      const deadline = Date.now() + patienceMs;
      while (waiting.length > 0 && Date.now() < deadline) await sleep(50);
      running = false;
      await loop;
      return { measured, unserved: waiting.length };
    },
  };
}
