import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMinistack, type RunningMinistack } from '../ministack/start-ministack.ts';
import { describeOnMinistack, SERVER_START_MS } from './describe-on.ts';

/** How clients reach it; it believes whoever they say they are. */
export interface MinistackAccess {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Describes tests on an empty endpoint of their own; `access` tells where it is once they run. */
export function describeWithMinistack(name: string, tests: (access: () => MinistackAccess) => void): void {
  describeOnMinistack(name, () => {
    let dir: string;
    let running: RunningMinistack;
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'stack-aws-'));
      running = await startMinistack({ dir });
    }, SERVER_START_MS);
    afterAll(async () => {
      await running?.stop();
      rmSync(dir, { recursive: true });
    });
    tests(() => ({
      region: 'eu-central-1',
      endpoint: running.endpoint,
      credentials: { accessKeyId: 'stack', secretAccessKey: 'stack' },
    }));
  });
}
