import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentiles, watchFreshness, type Percentiles } from './freshness.ts';
import { settledLedger } from './ledger-settled.ts';
import { freePort, startServer, tokenFor } from './server-process.ts';
import { steadyLoad, type Target } from './steady-load.ts';
import type { ProofReport } from './telemetry-crash.ts';

export interface DriftSize {
  readonly rate: number;
  readonly seconds: number;
}

/**
 * A steady rate for a long time: freshness in the last quarter is no worse than twice that of the second one
 * (the first warms up), and the ledger balances at the end.
 */
export async function drift(size: DriftSize): Promise<ProofReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dataforge-proof-'));
  const options = { dataDir, port: await freePort() };
  const server = await startServer(options);
  try {
    const token = await tokenFor(options, 'admin');
    const { total, quarters } = await loadInQuarters({ url: server.url, token }, size);
    const ledger = await settledLedger(server.url, token);
    const code = await server.stop();
    const refined = ledger.filter((l) => l.stage === 'refine').reduce((sum, line) => sum + line.refined, 0);
    const [second, last] = [quarters[1] as Percentiles, quarters[3] as Percentiles];
    const faults = [
      ...(code === 0 ? [] : [`the server ended with ${code} when it was told to stop`]),
      ...(refined === total ? [] : [`${total} events were acknowledged, ${refined} are refined`]),
      ...(last.p50 <= 2 * second.p50 + 100
        ? []
        : [`freshness drifts: p50 ${second.p50} ms, then ${last.p50} ms`]),
    ];
    const figures = quarters.flatMap((q, i) => [
      [`quarter ${i + 1} freshness p50 ms`, q.p50] as const,
      [`quarter ${i + 1} freshness p99 ms`, q.p99] as const,
    ]);
    return { faults, figures: { events: total, ...Object.fromEntries(figures) } };
  } finally {
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function loadInQuarters(
  target: Target,
  { rate, seconds }: DriftSize,
): Promise<{ total: number; quarters: readonly Percentiles[] }> {
  const watch = watchFreshness(target.url, target.token, 'telemetry.readings', Date.now() - 60_000);
  const quarters: Percentiles[] = [];
  let total = 0;
  try {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const before = total;
      const load = { rate, seconds: seconds / 4, batch: 100, inFlight: 8 };
      const result = await steadyLoad(target, load, (acknowledged, at) =>
        watch.acknowledged(before + acknowledged, at),
      );
      total += result.acknowledged;
      quarters.push(percentiles(watch.take()));
    }
  } finally {
    await watch.stop();
  }
  return { total, quarters };
}
