import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentiles, watchFreshness } from './freshness.ts';
import { settledLedger } from './ledger-settled.ts';
import { freePort, startServer, tokenFor } from './server-process.ts';
import { steadyLoad } from './steady-load.ts';
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
  try {
    const options = { dataDir, port: await freePort() };
    const server = await startServer(options);
    const token = await tokenFor(options, 'admin');
    const watch = watchFreshness(server.url, token, 'telemetry.readings', Date.now() - 60_000);
    const quarters = [];
    let total = 0;
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const before = total;
      const load = { rate: size.rate, seconds: size.seconds / 4, batch: 100, inFlight: 8 };
      const result = await steadyLoad({ url: server.url, token }, load, (acknowledged, at) =>
        watch.acknowledged(before + acknowledged, at),
      );
      total += result.acknowledged;
      quarters.push(percentiles(watch.take()));
    }
    const ledger = await settledLedger(server.url, token);
    await watch.stop();
    const code = await server.stop();
    const refined = ledger.filter((l) => l.stage === 'refine').reduce((sum, line) => sum + line.refined, 0);
    const [, second, , last] = quarters as [
      unknown,
      { p50: number; p99: number },
      unknown,
      { p50: number; p99: number },
    ];
    const faults = [
      ...(code === 0 ? [] : [`the server ended with ${code} when it was told to stop`]),
      ...(refined === total ? [] : [`${total} events were acknowledged, ${refined} are refined`]),
      ...(last.p50 <= 2 * second.p50 + 100
        ? []
        : [`freshness drifts: p50 ${second.p50} ms, then ${last.p50} ms`]),
    ];
    const figures = Object.fromEntries(
      quarters.flatMap((q, i) => [
        [`quarter ${i + 1} freshness p50 ms`, q.p50],
        [`quarter ${i + 1} freshness p99 ms`, q.p99],
      ]),
    );
    return { faults, figures: { events: total, ...figures } };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
