import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillDatabase, type Filling } from './fill-database.ts';
import { startFloor } from './floor.ts';
import { percentiles, watchFreshness } from './freshness.ts';
import { settledLedger } from './ledger-settled.ts';
import { freePort, startServer, tokenFor, type ServerProcess } from './server-process.ts';
import { steadyLoad, type Target } from './steady-load.ts';

/** `--quick`: a minute a rate and a smaller filling; else ten minutes and the full one. */
const quick = process.argv.includes('--quick');
const seconds = quick ? Number(process.env['BENCH_SECONDS'] ?? 60) : 600;
const filling: Filling = quick ? { hot: 500_000, older: 2_000_000 } : { hot: 5_000_000, older: 20_000_000 };
const rates = [2_000, 20_000, 30_000];

type Figures = Record<string, number | string>;

/** What a process holds of memory, in MB: all of it, and what of it are pages of files, which the system takes back at need. */
function memoryOf(pid: number): { readonly rss: number; readonly files: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, rss = 0] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  const [, files = 0] = /RssFile:\s+(\d+)/.exec(status) ?? [];
  return { rss: Math.round(Number(rss) / 1024), files: Math.round(Number(files) / 1024) };
}

async function measureRate(server: ServerProcess, target: Target, rate: number): Promise<Figures> {
  const watch = watchFreshness(
    server.url,
    target.token,
    'telemetry.readings',
    Math.floor(Date.now() / 60_000) * 60_000,
  );
  const base = await servedBase(server, target);
  let peak = { rss: 0, files: 0 };
  let running = true;
  const sampling = (async () => {
    while (running) {
      const held = memoryOf(server.pid);
      if (held.rss > peak.rss) peak = held;
      await sleep(500);
    }
  })();
  const querying = queryEverySecond(target, () => running);
  const begun = Date.now();
  const load = { rate, seconds, batch: rate >= 10_000 ? 500 : 100, inFlight: 8 };
  const result = await steadyLoad(target, load, (total, at) => watch.acknowledged(base + total, at));
  await settledLedger(server.url, target.token, 600_000, 'stage=refine');
  const refined = (Date.now() - begun) / 1000;
  await settledLedger(server.url, target.token, 600_000);
  running = false;
  await sampling;
  await watch.stop();
  const accept = percentiles(result.acceptMs);
  const fresh = percentiles(watch.take());
  return {
    'offered events/s': rate,
    'accepted events/s': Math.round(result.acknowledged / result.seconds),
    'to gold events/s': Math.round(result.acknowledged / refined),
    refused: result.refused,
    'accept p50 ms': accept.p50,
    'accept p99 ms': accept.p99,
    'freshness p50 ms': fresh.p50,
    'freshness p99 ms': fresh.p99,
    'query p50 ms': percentiles(await querying).p50,
    'peak RSS MB': peak.rss,
    'of that files MB': peak.files,
  };
}

/** What the KPI already counts in the minutes that the watch sums. */
async function servedBase(server: ServerProcess, target: Target): Promise<number> {
  const from = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
  const query = new URLSearchParams({
    kpi: 'telemetry.readings',
    from,
    to: new Date(Date.now() + 60_000).toISOString(),
  });
  const response = await fetch(`${server.url}/metrics?${query}`, {
    headers: { authorization: `Bearer ${target.token}` },
  });
  const { items } = (await response.json()) as { items: { points: { value: number | null }[] }[] };
  return (items[0]?.points ?? []).reduce((sum, point) => sum + (point.value ?? 0), 0);
}

async function queryEverySecond(target: Target, going: () => boolean): Promise<readonly number[]> {
  const took: number[] = [];
  while (going()) {
    const now = Date.now();
    const body = JSON.stringify({
      query: 'telemetry.device_minutes',
      params: {
        device: 'device-7',
        from: new Date(now - 3_600_000).toISOString(),
        to: new Date(now).toISOString(),
      },
    });
    const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${target.url}/query`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (response.status === 200) took.push(Date.now() - now);
    await sleep(1_000);
  }
  return took;
}

async function benchServer(name: string, fill: Filling | undefined): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dataforge-bench-'));
  let server: ServerProcess | undefined;
  try {
    const options = { dataDir, port: await freePort() };
    if (fill) {
      await (await startServer(options)).stop();
      await fillDatabase(dataDir, fill);
    }
    server = await startServer(options);
    const token = await tokenFor(options, 'admin');
    for (const rate of rates)
      print(`${name}, ${rate}/s`, await measureRate(server, { url: server.url, token }, rate));
    await server.stop();
  } finally {
    await server?.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function benchFloor(): Promise<void> {
  const floor = await startFloor(await freePort());
  const load = { rate: 200_000, seconds: quick ? 20 : 60, batch: 500, inFlight: 8 };
  const result = await steadyLoad({ url: floor.url, token: 'none' }, load);
  const accept = percentiles(result.acceptMs);
  print('floor: append and fsync only, as fast as the client goes', {
    'accepted events/s': Math.round(result.acknowledged / result.seconds),
    'accept p50 ms': accept.p50,
  });
  await floor.close();
}

function print(name: string, figures: Figures): void {
  process.stdout.write(`\n${name}\n`);
  for (const [figure, value] of Object.entries(figures))
    process.stdout.write(`  ${figure.padEnd(20)} ${value}\n`);
}

process.stdout.write(
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}; ${seconds} s a rate; the client is on the same machine\n`,
);
await benchFloor();
await benchServer('from an empty database', undefined);
await benchServer(`from ${filling.hot} rows in the current hour and ${filling.older} older`, filling);
process.exit(0);
