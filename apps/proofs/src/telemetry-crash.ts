import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@dataforge/testkit';
import type { Product } from '@dataforge/products';
import { checkFates, checkGold, checkLanding, openStoppedLake, type Faults } from './check-lake.ts';
import { checkSilver } from './check-silver.ts';
import { crashingServer, type CrashingServer } from './crash-schedule.ts';
import { settledLedger } from './ledger-settled.ts';
import { sendUntilAcknowledged } from './producer.ts';
import { freePort, tokenFor } from './server-process.ts';
import { telemetryLoad, type TelemetryLoad } from './telemetry-load.ts';

export interface CrashSize {
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
}

export interface ProofReport {
  readonly faults: Faults;
  readonly figures: Readonly<Record<string, number>>;
}

const BATCH = 500;

/**
 * Telemetry with duplicates, violations, late events and conflicting ids, sent by a producer that retries
 * what was not acknowledged, while the process is killed and restarted. Nothing may be lost or counted twice.
 */
export async function telemetryCrash(product: Product, size: CrashSize): Promise<ProofReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dataforge-proof-'));
  let server: CrashingServer | undefined;
  try {
    const load = telemetryLoad({
      events: size.events,
      duplicates: 0.05,
      violations: 0.02,
      late: 0.01,
      conflicts: 0.001,
      devices: 50,
      seed: size.seed,
      endMs: Date.now(),
    });
    const options = { dataDir, port: await freePort() };
    server = await crashingServer(options, size.kills, seededRandom(size.seed));
    const token = await tokenFor(options, 'admin');
    const { url } = server;
    let retries = 0;
    for (let at = 0; at < load.lines.length; at += BATCH) {
      server.progress(at / load.lines.length);
      const body = load.lines.slice(at, at + BATCH).join('\n');
      const sent = await sendUntilAcknowledged(() =>
        fetch(`${url}/events`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
          body,
        }),
      );
      retries += sent.retries;
      await sleep(5);
    }
    server.progress(1);
    const survivor = await server.settle();
    const ledger = (await settledLedger(server.url, token)).filter((line) => line.product === product.name);
    await refreshed(product);
    const code = await survivor.stop();
    const lake = await openStoppedLake(dataDir);
    const faults = [
      ...(code === 0 ? [] : [`the server ended with ${code} when it was told to stop`]),
      ...(await checkSilver(lake, load)),
      ...(await checkFates(lake, product)),
      ...(await checkGold(lake, product)),
      ...(await checkLanding(lake, dataDir, product)),
      ...checkTotals(
        ledger.filter((line) => line.stage === 'refine'),
        load,
      ),
    ];
    lake.close();
    const sum = (of: (line: (typeof ledger)[number]) => number) =>
      ledger.filter((line) => line.stage === 'refine').reduce((total, line) => total + of(line), 0);
    return {
      faults,
      figures: {
        sent: load.lines.length,
        kills: server.kills(),
        retries,
        accepted: sum((l) => l.accepted),
        refined: sum((l) => l.refined),
        duplicate: sum((l) => l.duplicate),
        quarantined: sum((l) => l.quarantined),
        expected: load.expected.size,
      },
    };
  } finally {
    await server?.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Waits for the cadence of the columns that are computed again, and a little. */
export async function refreshed(product: Product): Promise<void> {
  const seconds = product.gold.map((model) =>
    model.refresh.kind === 'interval' ? model.refresh.seconds : 0,
  );
  await sleep((Math.max(0, ...seconds) + 3) * 1_000);
}

function checkTotals(
  lines: readonly { accepted: number; refined: number; quarantined: number }[],
  load: TelemetryLoad,
): Faults {
  const total = (of: (line: (typeof lines)[number]) => number) =>
    lines.reduce((sum, line) => sum + of(line), 0);
  const faults: Faults = [];
  if (total((l) => l.accepted) < load.lines.length)
    faults.push(
      `the ledger accepted ${total((l) => l.accepted)} of ${load.lines.length} acknowledged events`,
    );
  if (total((l) => l.refined) !== load.expected.size)
    faults.push(
      `the ledger says ${total((l) => l.refined)} refined, ${load.expected.size} were valid and distinct`,
    );
  if (total((l) => l.quarantined) < load.violations + load.conflicts)
    faults.push(
      `the ledger says ${total((l) => l.quarantined)} quarantined, at least ${load.violations + load.conflicts} must be`,
    );
  return faults;
}
