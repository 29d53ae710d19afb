import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '@dataforge/kernel';
import { startServer, tokenFor } from '@dataforge/program';
import { tableTo } from '../bench/report.ts';
import { proofSettings } from '../proof-settings.ts';
import type { Target } from '../target.ts';
import { fillHour } from './fill-hour.ts';
import { rowOf, type Finding } from './finding.ts';
import { firstLoad } from './first-load.ts';
import { mainThread, TILES } from './main-thread.ts';
import { openBrowser, type OpenBrowser } from './open-browser.ts';
import { paintedFreshness } from './painted-freshness.ts';
import { REQUEST_RATE, requestLatency } from './request-latency.ts';
import { scrollRows } from './scroll-rows.ts';

/** Events per second. */
const RATES = [200, 2_000];

interface Size {
  /** For each rate of events. */
  readonly freshnessSeconds: number;
  /** For each route. */
  readonly requestSeconds: number;
  readonly firstLoads: number;
  readonly tilesSeconds: number;
  readonly scrollSeconds: number;
}

const FULL: Size = {
  freshnessSeconds: 180,
  requestSeconds: 60,
  firstLoads: 15,
  tilesSeconds: 60,
  scrollSeconds: 20,
};
const QUICK: Size = {
  freshnessSeconds: 20,
  requestSeconds: 10,
  firstLoads: 5,
  tilesSeconds: 15,
  scrollSeconds: 5,
};

const words = (size: Size): string =>
  `${size.freshnessSeconds} s a rate of events, ${size.requestSeconds} s a route, ${size.firstLoads} first loads, ${size.tilesSeconds} s with ${TILES} live tiles, ${size.scrollSeconds} s of scrolling`;

const USAGE = `usage: npm run bench:web -- [--quick] [--json]

Measures the dashboard in real Chromium and the routes it stands on, against the real process: first load, requests at ${REQUEST_RATE}/s, freshness from accept to the painted tile, scrolling, ${TILES} live tiles.

  --quick  ${words(QUICK)}
           (else ${words(FULL)})
  --json   each figure as a line of JSON
`;

function readOptions(): { readonly size: Size; readonly json: boolean } {
  try {
    const { values } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' } } });
    return { size: values.quick ? QUICK : FULL, json: values.json ?? false };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Measures in a server of its own that holds an hour of readings, and a browser that is signed in there. */
async function withServer(measure: (browser: OpenBrowser, target: Target) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-web-bench-'));
  const settings = await proofSettings(folder);
  const server = await startServer(settings);
  try {
    const target = { url: server.url, token: await tokenFor(settings, 'admin') };
    await fillHour(target);
    const browser = await openBrowser(settings);
    await measure(browser, target).finally(() => browser.close());
    await server.end('SIGTERM');
  } finally {
    await server.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

const write = (text: string) => void process.stdout.write(text);
const { size, json } = readOptions();
const table = tableTo(write, json);
const report = (title: string, findings: readonly Finding[]) => table(title, findings.map(rowOf));
const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, load average ${loadavg()[0]?.toFixed(1)} before, Node ${process.version}`;
if (json) write(`${JSON.stringify({ machine, ...size })}\n`);
else write(`${machine}; ${words(size)}; clients and browser are on the same machine\n`);
await withServer(async (browser, target) => {
  report('First load of the overview', await firstLoad(browser, target.url, size.firstLoads));
  report(`Requests, ${REQUEST_RATE}/s`, await requestLatency(target, size.requestSeconds));
  for (const rate of RATES)
    report(
      `Freshness at ${rate.toLocaleString('en')} events/s`,
      await paintedFreshness(browser, target, { rate, seconds: size.freshnessSeconds }),
    );
  report('Scrolling 100,000 rows', await scrollRows(browser, target.url, size.scrollSeconds));
  report(`${TILES} live tiles`, await mainThread(browser, target, size.tilesSeconds));
});
process.exit(0);
