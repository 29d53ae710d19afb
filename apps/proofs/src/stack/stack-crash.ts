import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { seededRandom } from '@dataforge/testkit';
import { checkReadings } from '../checks/check-readings.ts';
import { proveThroughCrashes, type CrashProof } from '../crash-proof.ts';
import { keptConnections } from '../kept-connections.ts';
import { sendUntilAcknowledged } from '../producer.ts';
import type { ProofReport } from '../proof-report.ts';
import type { Target } from '../target.ts';
import { telemetryLoad, type TelemetryLoad } from '../telemetry-load.ts';
import type { Disturbance } from './disturbances.ts';
import { foreignProducer } from './kafka-producer.ts';
import { landedInS3 } from './landed-in-s3.ts';
import { startStackParts, type StackParts, type StackProfile } from './stack-parts.ts';

export interface StackCrashSize {
  /** That each of the two producers sends while one thing goes wrong. */
  readonly events: number;
  readonly seed: number;
}

const BATCH = 50;
/** Between two batches, so that the load lasts while things go wrong, ms. */
const PAUSE_MS = 100;

/**
 * Telemetry by HTTP and by a producer that knows Kafka alone, while one part after another of what the server stands on, and the
 * server, is killed, away, slow or loses its answers. What was acknowledged is in silver once and in landing, and all is accounted for.
 */
export async function stackCrash(
  product: Product,
  profile: StackProfile,
  disturbances: readonly Disturbance[],
  { events, seed }: StackCrashSize,
): Promise<ProofReport> {
  const parts = await startStackParts(profile);
  const { endpoint, bucket, settings } = parts;
  const { topic } = product.event;
  const shape = { events: events * disturbances.length, devices: 50, endMs: lastHalfHour(Date.now()) };
  // No id comes with two contents: which is the first is not decided where partitions are added meanwhile.
  const shares = { duplicates: 0.05, violations: 0.02, late: 0.01, conflicts: 0 };
  const loads = ['h', 'k'].map((name, at) => telemetryLoad({ ...shape, ...shares, name, seed: seed + at }));
  const proof: CrashProof = {
    product,
    env: () => settings,
    landed: () => landedInS3(endpoint, bucket, topic),
    async send(server, target) {
      const [http, kafka] = loads as [TelemetryLoad, TelemetryLoad];
      const random = seededRandom(seed);
      const producers = [byHttp(http, target), byKafka(kafka, parts, topic)];
      const tookSeconds: Record<string, number> = {};
      for (const [at, disturbance] of disturbances.entries()) {
        const begun = Date.now();
        const share = { from: at * events, to: (at + 1) * events };
        await Promise.all([
          disturbance.run({ parts, server, topic, random }),
          ...producers.map((producer) => producer.send(share)),
        ]);
        tookSeconds[`${disturbance.name}, s`] = (Date.now() - begun) / 1_000;
      }
      await Promise.all(producers.map((producer) => producer.close()));
      const expected = expectedOf(loads, producers);
      return { ...expected, figures: { ...expected.figures, ...tookSeconds } };
    },
  };
  try {
    return await proveThroughCrashes(proof, { kills: 0, seed });
  } finally {
    await parts.stop();
  }
}

/** So the load, which spans the hour before, closes a window of an hour, whatever the time is now. */
const lastHalfHour = (now: number): number => Math.floor(now / HOUR_MS - 0.5) * HOUR_MS + HOUR_MS / 2;

interface Producer {
  /** Sends a part of its load, by the numbers of the lines, until all of it is acknowledged. */
  send(share: { readonly from: number; readonly to: number }): Promise<void>;
  /** Tries that may have been taken in beside those that were acknowledged. */
  doubtful(): number;
  close(): Promise<void>;
}

/** Sends batches one after the other; `send` says how many tries of one are in doubt. */
function paced(
  { lines }: TelemetryLoad,
  send: (lines: readonly string[]) => Promise<number>,
): Omit<Producer, 'close'> {
  let doubtful = 0;
  return {
    async send({ from, to }) {
      for (let at = from; at < to; at += BATCH) {
        doubtful += await send(lines.slice(at, Math.min(to, at + BATCH)));
        await sleep(PAUSE_MS);
      }
    },
    doubtful: () => doubtful,
  };
}

function byHttp(load: TelemetryLoad, { url, token }: Target): Producer {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
  const connections = keptConnections(1);
  const producer = paced(load, async (lines) => {
    const post = () => connections.post(`${url}/events`, headers, lines.join('\n'));
    return (await sendUntilAcknowledged(post)).doubtful;
  });
  return { ...producer, close: async () => connections.close() };
}

function byKafka(load: TelemetryLoad, { broker }: StackParts, topic: string): Producer {
  const producer = foreignProducer(broker, topic);
  const headers = { 'content-type': 'application/cloudevents+json' };
  const messageOf = (line: string) => ({
    key: (JSON.parse(line) as { source: string }).source,
    headers,
    value: line,
  });
  return { ...paced(load, (lines) => producer.send(lines.map(messageOf))), close: producer.close };
}

function expectedOf(
  loads: readonly TelemetryLoad[],
  producers: readonly Producer[],
): Awaited<ReturnType<CrashProof['send']>> {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const sent = sum(loads.map(({ lines }) => lines.length));
  const doubtful = sum(producers.map((producer) => producer.doubtful()));
  const expected = new Map(loads.flatMap((load) => [...load.expected]));
  return {
    told: {
      accepted: { least: sent, most: sent + doubtful * BATCH },
      refined: expected.size,
      quarantined: sum(loads.map(({ violations }) => violations)),
    },
    faults: [],
    checkSilver: (lake) => checkReadings(lake, { expected }),
    figures: { sent, 'in doubt': doubtful * BATCH },
  };
}
