import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { openLmdb } from '@dataforge/clients/lmdb';
import { systemClock } from '@dataforge/kernel';
import { ORIGIN } from '../../index.ts';
import { lmdbEventLog } from './index.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Inside the library, so that the bundle finds the packages that it leaves out. */
const bundle = join(here, '..', '..', '..', 'out-tsc', `appending-process-${process.pid}.mjs`);

/** The numbers in a log's headers, read by a process that did not write them. */
async function numbersIn(path: string): Promise<readonly number[]> {
  const client = openLmdb({ path });
  const log = lmdbEventLog({ client, clock: systemClock });
  const everything = { from: ORIGIN, maxRecords: 1e6, maxBytes: 1e9 };
  const reads = await Promise.all(
    [0, 1].map((partition) => log.read({ topic: 't', partition, ...everything })),
  );
  const again = await log.append([
    { topic: 't', records: [{ key: 'k', headers: {}, value: Buffer.alloc(1) }] },
  ]);
  expect(again.ok).toBe(true);
  await client.close();
  return reads.flatMap((read) => (read.ok ? read.value.records.map((r) => Number(r.headers['n'])) : []));
}

describe('the LMDB log and its process', () => {
  let path: string;
  beforeAll(() => {
    const entryPoints = [join(here, 'appending-process.ts')];
    buildSync({
      entryPoints,
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['lmdb'],
    });
  });
  afterAll(() => rmSync(bundle));
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'events-'));
  });
  afterEach(() => rmSync(path, { recursive: true }));

  it('holds every record that was acknowledged before kill -9, once', async () => {
    const acknowledged: number[] = [];
    const child = spawn(process.execPath, [bundle, 'append', path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(Number(line));
      if (acknowledged.length === 200) child.kill('SIGKILL');
    }
    await closed;
    const held = await numbersIn(path);
    expect(held).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(held).size).toBe(held.length);
  });

  it('reports writes that the disk refuses, lives on, and holds what it acknowledged', async () => {
    // POSIX counts this limit in units of 512 bytes.
    const command = `ulimit -f 4096 && exec "$0" "$@"`;
    const child = spawnSync('sh', ['-c', command, process.execPath, bundle, 'fill', path], {
      encoding: 'utf8',
    });
    expect(child.status).toBe(0);
    const { acknowledged, failures, natures } = JSON.parse(child.stdout) as {
      acknowledged: number;
      failures: string[];
      natures: string[];
    };
    expect(natures).toEqual(['retriable', 'retriable']);
    expect(failures).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(acknowledged).toBeGreaterThan(0);
    expect(await numbersIn(path)).toHaveLength(acknowledged);
  });
});
