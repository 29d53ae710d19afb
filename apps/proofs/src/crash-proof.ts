import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import type { KpiDefinition, Product } from '@dataforge/products';
import { tokenFor } from '@dataforge/program';
import { seededRandom } from '@dataforge/testkit';
import { checkFates } from './checks/check-fates.ts';
import { checkGold } from './checks/check-gold.ts';
import { checkLanding, landedInFiles, type Landed } from './checks/check-landing.ts';
import { checkBalanced, checkMinutes, checkTold, total, type Told } from './checks/check-ledger.ts';
import { checkServed } from './checks/check-served.ts';
import { openStoppedLake, type Faults, type LakeReader } from './checks/stopped-lake.ts';
import { crashingServer, type CrashingServer } from './crash-schedule.ts';
import { proofSettings } from './proof-settings.ts';
import { kpiSeries, type Points } from './kpi-series.ts';
import { readLedger, settledLedger, type LedgerLine } from './ledger-settled.ts';
import type { ProofReport } from './proof-report.ts';
import type { Target } from './target.ts';

export interface CrashSize {
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
}

/** What a product's lake must hold in the end. */
export interface Expected {
  readonly told: Told;
  /** What answers said that they should not have. */
  readonly faults: Faults;
  checkSilver(lake: LakeReader): Promise<Faults>;
  readonly figures: Readonly<Record<string, number>>;
}

export interface CrashProof {
  readonly product: Product;
  /** Settings beside the data directory and the port; files that they name may be written into `directory`. */
  env?(directory: string): Readonly<Record<string, string>>;
  /** What landed; without it that is in the data directory. */
  landed?(): Promise<Landed>;
  /** Sends the load, each part until it is acknowledged, and says how far it is to `server.progress`. */
  send(server: CrashingServer, target: Target): Promise<Expected>;
}

/**
 * Starts the process, kills it while the load is sent, lets the last one come to rest, and holds what it served and
 * then its files against what the producers were told. Windows begin within the last four days.
 */
export async function proveThroughCrashes(
  proof: CrashProof,
  { kills, seed }: Pick<CrashSize, 'kills' | 'seed'>,
): Promise<ProofReport> {
  const { product, env, send } = proof;
  const directory = mkdtempSync(join(tmpdir(), 'dataforge-proof-'));
  const settings = { ...(await proofSettings(directory)), ...env?.(directory) };
  let server: CrashingServer | undefined;
  try {
    server = await crashingServer(settings, kills, seededRandom(seed));
    const target = { url: server.url, token: await tokenFor(settings, 'admin') };
    const expected = await Promise.race([send(server, target), server.failed]);
    server.progress(1);
    const survivor = await server.settle();
    const lines = await settledLedger(target, `product=${product.name}`);
    const minutes = await readLedger(target, `product=${product.name}&by=minute`);
    await refreshed(product);
    const served = await servedAtRest(target, product);
    const { code } = await survivor.end('SIGTERM');
    const faults = [
      ...(code === 0 ? [] : [`the server ended with ${code} when it was told to stop`]),
      ...expected.faults,
      ...checkBalanced([...lines, ...minutes]),
      ...checkMinutes(lines, minutes),
      ...checkTold(lines, expected.told),
      ...(await checkFiles(settings.DATAFORGE_DATA_DIR, proof, expected, served)),
    ];
    return { faults, figures: { kills: server.kills(), ...expected.figures, ...figuresOf(lines) } };
  } finally {
    await server?.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function checkFiles(
  dataDir: string,
  { product, landed }: CrashProof,
  expected: Expected,
  served: Served,
): Promise<Faults> {
  const inLanding = landed ?? (async () => landedInFiles(dataDir, product.event.topic));
  const lake = await openStoppedLake(dataDir);
  try {
    return [
      ...(await expected.checkSilver(lake)),
      ...(await checkFates(lake, product)),
      ...(await checkGold(lake, product)),
      ...(await checkServed(lake, product, (kpi) => served.get(kpi))),
      ...(await checkLanding(lake, await inLanding(), product)),
    ];
  } finally {
    lake.close();
  }
}

/** Waits for the cadence of the columns that are computed again, and a little. */
async function refreshed(product: Product): Promise<void> {
  const seconds = product.gold.map(({ refresh }) => (refresh.kind === 'interval' ? refresh.seconds : 0));
  await sleep((Math.max(0, ...seconds) + 3) * 1_000);
}

const GRAIN_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
const STEP = { minute: '1m', hour: '1h', day: '1d' };
/** Fewer than a series may have. */
const PAGE_BUCKETS = 4_000;

type Served = ReadonlyMap<KpiDefinition, Points>;

const REST_MS = 3_000;

/** What is served once it does not change any more: a store may take what commits publish later than they commit. */
async function servedAtRest(target: Target, product: Product): Promise<Served> {
  const textOf = (served: Served) => JSON.stringify([...served].map(([{ id }, points]) => [id, ...points]));
  for (let before = await servedKpis(target, product); ;) {
    await sleep(REST_MS);
    const served = await servedKpis(target, product);
    if (textOf(served) === textOf(before)) return served;
    before = served;
  }
}

/** Every point of every KPI that windows of the last four days have. */
async function servedKpis(target: Target, product: Product): Promise<Served> {
  const served = new Map<KpiDefinition, Points>();
  const end = Date.now() + HOUR_MS;
  for (const kpi of product.kpis) {
    const page = PAGE_BUCKETS * GRAIN_MS[kpi.grain];
    const points = new Map<number, number>();
    for (let from = end - 4 * DAY_MS; from < end; from += page) {
      const range = { from, to: Math.min(end, from + page), step: STEP[kpi.grain] };
      for (const [bucket, value] of await kpiSeries(target, kpi.id, range)) points.set(bucket, value);
    }
    served.set(kpi, points);
  }
  return served;
}

function figuresOf(lines: readonly LedgerLine[]): Readonly<Record<string, number>> {
  const refine = lines.filter(({ stage }) => stage === 'refine');
  return {
    accepted: total(refine, 'accepted'),
    refined: total(refine, 'refined'),
    duplicate: total(refine, 'duplicate'),
    quarantined: total(refine, 'quarantined'),
  };
}
