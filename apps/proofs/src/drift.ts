import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START, startServer, tokenFor } from '@dataforge/program';
import { total } from './checks/check-ledger.ts';
import type { Faults } from './checks/stopped-lake.ts';
import { percentiles, watchFreshness, type Freshness, type Percentiles } from './freshness.ts';
import { settledLedger } from './ledger-settled.ts';
import type { ProofReport } from './proof-report.ts';
import { proofSettings } from './proof-settings.ts';
import { steadyLoad } from './steady-load.ts';

export interface DriftSize {
  /** Events per second. */
  readonly rate: number;
  readonly seconds: number;
  /** What the last quarter may be over twice the second one, ms: below it a difference is the machine's noise. */
  readonly slackMs: Readonly<Record<'p50' | 'p99', number>>;
}

const PATIENCE_MS = 60_000;
const BLOCKS_A_QUARTER = 4;

/**
 * A steady rate for a long time. In the last quarter the p50 and the p99 of freshness are at most twice the second
 * quarter's, and some slack (the first quarter warms up). A quarter's percentile is the median over
 * its four blocks, so that one stall of the machine decides nothing and one that comes back does. At least nine tenths
 * of the rate are accepted, everything acknowledged is served within a minute after the end, and refined once.
 */
export async function drift(size: DriftSize): Promise<ProofReport> {
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-proof-'));
  const settings = await proofSettings(folder);
  const server = await startServer(settings, START);
  try {
    const target = { url: server.url, token: await tokenFor(settings, 'admin') };
    const watch = await watchFreshness(target);
    const begun = Date.now();
    const load = await steadyLoad(target, { ...size, batch: 100, inFlight: 8 }, watch.acknowledged);
    const { measured, unserved } = await watch.finish(PATIENCE_MS);
    const lines = await settledLedger(target, 'stage=refine');
    const { code } = await server.end('SIGTERM');
    const quarters = quartersOf(measured, begun, size.seconds);
    const refined = total(lines, 'refined');
    const offered = size.rate * size.seconds;
    const faults = [
      ...(code === 0 ? [] : [`the server ended with ${code} when it was told to stop`]),
      ...(load.acknowledged >= 0.9 * offered
        ? []
        : [`${load.acknowledged} of ${offered} events offered were accepted`]),
      ...(refined === load.acknowledged
        ? []
        : [`${load.acknowledged} events were acknowledged, ${refined} are refined`]),
      ...(unserved === 0 ? [] : [`${unserved} acknowledged requests were not served within a minute`]),
      ...driftsBetween(quarters[1] as Percentiles, quarters[3] as Percentiles, size.slackMs),
    ];
    const figures = quarters.flatMap((quarter, i) => [
      [`quarter ${i + 1} freshness p50 ms`, quarter.p50] as const,
      [`quarter ${i + 1} freshness p99 ms`, quarter.p99] as const,
    ]);
    return { faults, figures: { events: load.acknowledged, ...Object.fromEntries(figures) } };
  } finally {
    await server.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

const driftsBetween = (second: Percentiles, last: Percentiles, slackMs: DriftSize['slackMs']): Faults =>
  (['p50', 'p99'] as const)
    .filter((name) => !(last[name] <= 2 * second[name] + slackMs[name]))
    .map((name) => `freshness drifts: ${name} ${second[name]} ms, then ${last[name]} ms`);

/** The percentiles of each quarter, each the median over the quarter's blocks. */
function quartersOf(measured: readonly Freshness[], begun: number, seconds: number): readonly Percentiles[] {
  const blockMs = (seconds * 1_000) / (4 * BLOCKS_A_QUARTER);
  const blocks = Array.from({ length: 4 * BLOCKS_A_QUARTER }, (_, i) =>
    percentiles(
      measured.filter(({ at }) => Math.floor((at - begun) / blockMs) === i).map(({ took }) => took),
    ),
  );
  return [0, 1, 2, 3].map((quarter) => {
    const own = blocks.slice(quarter * BLOCKS_A_QUARTER, (quarter + 1) * BLOCKS_A_QUARTER);
    return {
      p50: median(own.map(({ p50 }) => p50)),
      p99: median(own.map(({ p99 }) => p99)),
    };
  });
}

/** NaN if any value is: a block in which nothing was accepted. */
function median(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  return percentiles(values).p50;
}
