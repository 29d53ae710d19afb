import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './run-program.ts';

/** An AWS-compatible endpoint of one's own, empty, on loopback. */
export interface Ministack {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;

export async function startMinistack(): Promise<Ministack> {
  const port = await freePort();
  const child = spawn('/tmp/aws-venv/bin/ministack', [], {
    env: { PATH: process.env['PATH'], GATEWAY_PORT: port, BIND_HOST: '127.0.0.1', IOT_MTLS_ENABLED: '0' },
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const health = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (health?.ok) break;
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('ministack was not ready in time');
  }
  return {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    async stop() {
      const gone = once(child, 'close');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
