import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How far the demo is; written before what it tells of is sent, so that a restart sends the same again and adds nothing. */
export interface DemoState {
  /** The time of the very first start, ms since the epoch: where history ends. */
  readonly anchor: number;
  /** What the demo's deliveries are signed with. */
  readonly secret: string;
  readonly historySent: number;
  readonly live: { readonly step: number; readonly time: number };
  readonly delivery: { readonly count: number; readonly time: number };
}

export interface DemoStateFile {
  read(): DemoState;
  update(change: Partial<DemoState>): void;
}

export function demoStateFile(dataDir: string, now: number): DemoStateFile {
  const path = join(dataDir, 'demo.json');
  let state = readIfThere(path);
  const write = (next: DemoState): DemoState => {
    // Renamed into place, so that a crash leaves the old state or the new one.
    writeFileSync(`${path}.new`, JSON.stringify(next), { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
    return next;
  };
  const begin = (): DemoState => ({
    anchor: now,
    secret: randomBytes(32).toString('hex'),
    historySent: 0,
    live: { step: 0, time: now },
    delivery: { count: 0, time: now },
  });
  return {
    read: () => (state ??= write(begin())),
    update(change) {
      state = write({ ...(state ?? begin()), ...change });
    },
  };
}

function readIfThere(path: string): DemoState | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as DemoState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
