import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { START, startServer, tokenFor, type ServerSettings } from '@dataforge/program';
import { percentiles, watchFreshness } from '../../freshness.ts';
import { settledLedger } from '../../ledger-settled.ts';
import type { Target } from '../../target.ts';
import { cpuSeconds } from '../cpu-seconds.ts';
import { peakMemory } from '../peak-memory.ts';
import { freshReading } from './fill-topic.ts';
import type { Outcome } from './other-programs.ts';

const PATIENCE_MS = 900_000;

export interface ServerOutcome extends Outcome {
  /** Records in landing, of those that were there. */
  readonly landed: number;
  /** From the start of the process until all of the topic was in landing. */
  readonly landedSeconds: number;
  /** From the broker's acknowledgement of a batch to the KPI that counts it, at a steady rate, ms. */
  readonly freshness: { readonly p50: number; readonly p99: number };
  /** Of the batches of the steady rate, those that were not served when patience ended. */
  readonly unserved: number;
}

export interface Steady {
  /** Events per second. */
  readonly rate: number;
  readonly seconds: number;
}

/** Starts a server on a topic that is filled, until all of it is in gold and in landing; then measures freshness at a steady rate. */
export async function measureServer(
  settings: ServerSettings,
  { broker, topic }: { readonly broker: string; readonly topic: string },
  steady: Steady,
): Promise<ServerOutcome> {
  const begun = Date.now();
  const since = () => (Date.now() - begun) / 1_000;
  const server = await startServer(settings, START);
  try {
    let isGoing = true;
    const memory = peakMemory(server.pid, () => isGoing);
    const target = { url: server.url, token: await tokenFor(settings, 'admin') };
    await settledLedger(target, 'product=telemetry&stage=refine', PATIENCE_MS);
    const [seconds, computed] = [since(), cpuSeconds(server.pid)];
    const ledger = await settledLedger(target, 'product=telemetry', PATIENCE_MS);
    const landedSeconds = since();
    const landed = ledger.reduce(
      (sum, { stage, landed: records }) => sum + (stage === 'land' ? records : 0),
      0,
    );
    const counts = await goldCounts(target);
    const fresh = await steadily(target, broker, topic, steady);
    isGoing = false;
    const peak = await memory;
    await server.end('SIGTERM');
    return { ...counts, seconds, cpuSeconds: computed, landed, landedSeconds, peak, ...fresh };
  } finally {
    await server.end('SIGKILL');
  }
}

async function goldCounts({ url, token }: Target): Promise<Pick<Outcome, 'rows' | 'readings'>> {
  const sql = 'SELECT COUNT(*) AS rows, SUM(count) AS readings FROM gold.telemetry_device_minutes';
  const response = await fetch(`${url}/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  });
  if (!response.ok) throw new Error(`POST /query: ${response.status} ${await response.text()}`);
  const { rows } = (await response.json()) as { rows: [[number, number]] };
  return { rows: Number(rows[0][0]), readings: Number(rows[0][1]) };
}

const BATCHES_A_SECOND = 10;

async function steadily(target: Target, broker: string, topic: string, { rate, seconds }: Steady) {
  const watch = await watchFreshness(target);
  const producer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const [batch, begun] = [rate / BATCHES_A_SECOND, Date.now()];
  for (let n = 0; n < rate * seconds; n += batch) {
    const dueAt = begun + (n / rate) * 1_000;
    if (dueAt > Date.now()) await sleep(dueAt - Date.now());
    const messages = Array.from({ length: batch }, (_, at) => freshReading(n + at));
    await producer.send({ topic, acks: -1, messages });
    watch.acknowledged(n + batch, Date.now());
  }
  await producer.disconnect();
  const { measured, unserved } = await watch.finish(PATIENCE_MS);
  return { freshness: percentiles(measured.map(({ took }) => took)), unserved };
}
