import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultProxy, startKafka, startMinistack, type FaultProxy } from '@dataforge/stack';

/** The profiles of the server that stand on other processes. */
export type StackProfile = 'server' | 'stack';

/** A broker, and an endpoint with AWS's APIs behind a proxy that can let its requests fail. Each can go away and come back. */
export interface StackParts {
  /** `host:port`. */
  readonly broker: string;
  readonly proxy: FaultProxy;
  readonly bucket: string;
  /** The endpoint itself, past the proxy. */
  readonly endpoint: string;
  /** Settings of a server on them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Ends the broker as a crash would; it comes back, with what it had, after so long. */
  killBroker(awayMs: number): Promise<void>;
  /** The same for the endpoint. What it writes as it goes are S3's objects; of DynamoDB it keeps nothing over a crash. */
  killEndpoint(awayMs: number): Promise<void>;
  /** Stops the endpoint's process for so long: it takes connections, and does and says nothing. */
  hangEndpoint(ms: number): Promise<void>;
  stop(): Promise<void>;
}

const BUCKET = 'landing';

export async function startStackParts(profile: StackProfile): Promise<StackParts> {
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-stack-'));
  const aws = { dir: join(folder, 'aws') };
  let [kafka, ministack] = await Promise.all([
    startKafka({ dir: join(folder, 'kafka') }),
    startMinistack(aws),
  ]);
  const { broker } = kafka;
  const { endpoint, port } = ministack;
  // Over a crash it forgets a bucket that holds nothing.
  for (const path of [BUCKET, `${BUCKET}/kept`]) await fetch(`${endpoint}/${path}`, { method: 'PUT' });
  const proxy = await startFaultProxy(endpoint);
  return {
    broker,
    proxy,
    bucket: BUCKET,
    endpoint,
    settings: {
      DATAFORGE_PROFILE: profile,
      DATAFORGE_ENGINE: 'duckdb',
      DATAFORGE_KAFKA_BROKERS: broker,
      DATAFORGE_AWS_REGION: 'us-east-1',
      DATAFORGE_AWS_ENDPOINT: proxy.endpoint,
      DATAFORGE_AWS_BUCKET: BUCKET,
    },
    async killBroker(awayMs) {
      await kafka.kill();
      await sleep(awayMs);
      kafka = await kafka.startAgain();
    },
    async killEndpoint(awayMs) {
      await ministack.kill();
      await sleep(awayMs);
      ministack = await startMinistack({ ...aws, port });
    },
    async hangEndpoint(ms) {
      process.kill(ministack.pid, 'SIGSTOP');
      await sleep(ms).finally(() => process.kill(ministack.pid, 'SIGCONT'));
    },
    async stop() {
      await proxy.stop();
      await Promise.all([kafka.kill(), ministack.kill()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
