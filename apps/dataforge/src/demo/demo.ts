import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TokenIssuer } from '@dataforge/access';
import { systemClock } from '@dataforge/kernel';
import type { Products } from '@dataforge/products';
import type { Settings } from '../config/settings.ts';
import { AppSettings } from '../server/ports.ts';
import type { RunningServer } from '../server/server.ts';
import { workspaceFolder } from '../server/workspace-folder.ts';
import { deliveryBody, readExamples, type Example } from './deliveries.ts';
import { demoStateFile, type DemoStateFile } from './demo-state.ts';
import { history, liveReading, parseSeries, type Series } from './readings.ts';

const SOURCE = 'demo';
const BATCH = 500;
const LIVE_MS = 2_000;
const DELIVERY_MS = 10_000;
/** Between the deliveries of the first lap. */
const HURRY_MS = 5;

export interface Demo {
  /** The settings with the webhook source that the demo delivers to. */
  settings(settings: Settings): Settings;
  /** Brings the sample data in through the server's own doors, until the signal aborts. */
  run(server: RunningServer, signal: AbortSignal): Promise<void>;
}

/** Prepares the demo: its state, and with it the secret its deliveries are signed with. */
export function prepareDemo(dataDir: string, products: Products): Demo {
  const state = demoStateFile(dataDir, systemClock.now());
  return {
    settings(settings) {
      const source = { provider: 'github', source: SOURCE, secrets: [state.read().secret] };
      const others = settings.webhooks.sources.filter((s) => s.provider !== 'github' || s.source !== SOURCE);
      return { ...settings, webhooks: { sources: [...others, source] } };
    },
    async run(server, signal) {
      const keepDays =
        products.products.find((product) => product.name === 'telemetry')?.retentionDays.silver ?? 0;
      const { access } = server.container.get(AppSettings);
      if (access)
        server.logger.info(
          { issuer: access.issuer },
          'The sample readings stay out: the sample gateways have no tokens of the configured issuer.',
        );
      await Promise.all([
        access ? undefined : sendReadings(server, state, keepDays, signal),
        sendDeliveries(server, state, signal),
      ]);
    },
  };
}

const dataFolder = (): string => join(workspaceFolder(), 'data', 'nab');

function readSeries(): readonly Series[] {
  const series = (name: string, device: string, metric: string, unit: string): Series => ({
    name,
    gateway: `/gateways/${device}`,
    device,
    metric,
    unit,
    rows: parseSeries(readFileSync(join(dataFolder(), `${name}.csv`), 'utf8')),
  });
  return [
    series('machine_temperature_system_failure', 'machine-temperature', 'temperature', '[degF]'),
    series('ambient_temperature_system_failure', 'ambient-temperature', 'temperature', '[degF]'),
    series('speed_7578', 'road-sensor-7578', 'speed', '[mi_i]/h'),
  ];
}

type Send = (path: string, headers: Record<string, string>, body: string) => Promise<void>;

/** Sends until it is acknowledged, or the signal aborts. */
function sender(server: RunningServer, signal: AbortSignal): Send {
  return async (path, headers, body) => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const response = await fetch(server.url + path, { method: 'POST', headers, body, signal }).catch(
        () => undefined,
      );
      if (response?.ok) return;
      if (response && response.status !== 429 && response.status !== 503)
        throw new Error(`The demo's ${path} was refused: ${response.status} ${await response.text()}`);
      await systemClock.sleep(Math.min(10_000, 200 * 2 ** attempt), signal);
    }
  };
}

async function sendReadings(
  server: RunningServer,
  state: DemoStateFile,
  keepDays: number,
  signal: AbortSignal,
): Promise<void> {
  const send = sender(server, signal);
  const series = readSeries();
  const token = () =>
    server.container.get(TokenIssuer).issue({ subject: SOURCE, roles: ['producer'], ttlSeconds: 3_600 });
  const post = async (lines: readonly string[]) =>
    send(
      '/events',
      { authorization: `Bearer ${await token()}`, 'content-type': 'application/x-ndjson' },
      lines.join('\n'),
    );

  const lines = history(series, state.read().anchor, keepDays);
  for (let at = state.read().historySent; at < lines.length && !signal.aborted; at += BATCH) {
    await post(lines.slice(at, at + BATCH));
    if (signal.aborted) return;
    const sent = Math.min(lines.length, at + BATCH);
    state.update({ historySent: sent });
    showProgress(server, sent, lines.length);
  }
  while (!signal.aborted) {
    const { step, time } = state.read().live;
    await post([liveReading(series, step, time)]);
    await systemClock.sleep(LIVE_MS, signal);
    if (!signal.aborted) state.update({ live: { step: step + 1, time: systemClock.now() } });
  }
}

function showProgress({ logger }: RunningServer, sent: number, all: number): void {
  const percent = Math.floor((sent / all) * 100);
  if (process.stderr.isTTY)
    process.stderr.write(
      `\rLoading sample history: ${percent} % of ${all} readings${sent === all ? '\n' : ''}`,
    );
  else if (sent === all || sent % (BATCH * 10) === 0)
    logger.info({ percent, sent, all }, 'Loading sample history.');
}

/** GitHub's example payloads as deliveries: a first lap in a hurry, then one every ten seconds. */
async function sendDeliveries(
  server: RunningServer,
  state: DemoStateFile,
  signal: AbortSignal,
): Promise<void> {
  const send = sender(server, signal);
  const examples = await readExamples();
  const { secret } = state.read();
  while (!signal.aborted) {
    const { count, time } = state.read().delivery;
    const [lap, row] = [Math.floor(count / examples.length), count % examples.length];
    const example = examples[row] as Example;
    const body = deliveryBody(example, count, time);
    const headers = {
      'content-type': 'application/json',
      'x-github-event': example.event,
      'x-github-delivery': `octokit-webhooks-examples/${lap}/${row}`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    };
    await send(`/webhooks/github/${SOURCE}`, headers, body);
    await systemClock.sleep(lap === 0 ? HURRY_MS : DELIVERY_MS, signal);
    if (!signal.aborted) state.update({ delivery: { count: count + 1, time: systemClock.now() } });
  }
}
