import { setTimeout as sleep } from 'node:timers/promises';

/** Percentiles of some durations, in ms. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Sums a KPI's points since `from` (ms), as `GET /metrics` serves them from the KPI store. */
async function served(url: string, token: string, kpi: string, from: number): Promise<number> {
  const query = new URLSearchParams({
    kpi,
    from: new Date(from).toISOString(),
    to: new Date(Date.now() + 120_000).toISOString(),
  });
  const response = await fetch(`${url}/metrics?${query}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET /metrics: ${response.status} ${await response.text()}`);
  const { items } = (await response.json()) as { items: { points: { value: number | null }[] }[] };
  return (items[0]?.points ?? []).reduce((sum, point) => sum + (point.value ?? 0), 0);
}

export interface Watch {
  /** Tells that `total` events are acknowledged by now, `at` (ms). */
  acknowledged(total: number, at: number): void;
  /** What was measured since the last call. */
  take(): readonly number[];
  stop(): Promise<void>;
}

/**
 * Freshness from accept to the KPI store, from outside: how long after a total was sent does the served
 * count reach it. It polls every few ms, so it errs on the slow side by that and by a request.
 */
export function watchFreshness(url: string, token: string, kpi: string, from: number): Watch {
  const waiting: { total: number; at: number }[] = [];
  let measured: number[] = [];
  let running = true;
  const loop = (async () => {
    while (running) {
      const reached = await served(url, token, kpi, from).catch(() => -1);
      const now = Date.now();
      while (waiting[0] && waiting[0].total <= reached)
        measured.push(now - (waiting.shift() as { at: number }).at);
      await sleep(10);
    }
  })();
  return {
    acknowledged: (total, at) => void waiting.push({ total, at }),
    take() {
      const taken = measured;
      measured = [];
      return taken;
    },
    async stop() {
      running = false;
      await loop;
    },
  };
}
