import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { InfrastructureError, natureOf } from '@dataforge/kernel';
import { meterProduct } from '../../testing/meter-product.ts';
import { at, meterBatch, meterRow } from '../../testing/meter-lake.ts';
import { engineFailure } from './engine-failures.ts';
import { openLake } from './open-lake.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** A file that takes no byte: every write to it fails as on a full disk. */
const FULL = '/dev/full';

describe('a lake that fails', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lake-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const batch = (rows: number, from = 0) =>
    meterBatch(
      Array.from({ length: rows }, (_, n) =>
        meterRow({ position: at(from + n), reading: n, meter: `${'m'.repeat(200)}${n}` }),
      ),
      from + rows,
      from,
    );
  const toBeWaitedOut = (words: string) => ({ nature: 'retriable', message: expect.stringContaining(words) });

  it('waits for room to stage rows in, and goes on', async () => {
    const { store, stagingDir, close } = await openLake(directory, meterProduct);
    const next = join(stagingDir, `batch-${process.pid}-1.jsonl`);
    symlinkSync(FULL, next);
    await expect(store.commit(batch(1))).rejects.toMatchObject(toBeWaitedOut('make room'));
    rmSync(next, { force: true });
    expect(await store.commit(batch(1))).toMatchObject({ ok: true });
    close();
  });

  it('waits for room to commit in, and holds what it committed and no more', async () => {
    const bundle = join(here, '..', '..', '..', 'out-tsc', `filling-process-${process.pid}.mjs`);
    buildSync({
      entryPoints: [join(here, 'filling-process.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@duckdb/node-api'],
    });
    writeFileSync(join(directory, 'product.json'), JSON.stringify(meterProduct));
    // POSIX counts this limit in units of 512 bytes.
    const child = spawnSync(
      'sh',
      ['-c', 'ulimit -f 4096 && exec "$0" "$@"', process.execPath, bundle, directory],
      { encoding: 'utf8' },
    );
    rmSync(bundle);
    const { committed, failures } = JSON.parse(child.stdout) as { committed: number; failures: string[] };
    expect(failures).toEqual(Array(3).fill(expect.stringMatching(/^retriable: .*make room/)));

    const { store, rows, close } = await openLake(directory, meterProduct);
    expect(committed).toBeGreaterThan(0);
    expect(await store.progress('meter')).toMatchObject([{ partition: 0, next: committed }]);
    expect(await rows('SELECT COUNT(*) AS n FROM silver.meter')).toEqual([{ n: `${committed}` }]);
    close();
  });

  it('finds a batch too large for its memory, has nothing of it, and takes a part of it', async () => {
    const { store, close } = await openLake(directory, meterProduct, { memoryLimit: '75MB' });
    let size = 40_000;
    let outcome = await store.commit(batch(size));
    expect(outcome).toMatchObject({
      ok: false,
      error: { kind: 'too-large', detail: expect.stringContaining('duckdb.memoryLimit') },
    });
    expect(await store.progress('meter')).toEqual([]);
    // How much the engine needs is its own matter; that some part of a batch fits is ours.
    while (!outcome.ok && size > 1) {
      size = Math.ceil(size / 2);
      outcome = await store.commit(batch(size));
    }
    expect({ size, ...outcome }).toMatchObject({ ok: true, size: expect.any(Number) });
    expect(await store.progress('meter')).toHaveLength(1);
    close();
  });

  it('waits for memory to look identities up', async () => {
    const { store, close } = await openLake(directory, meterProduct, { memoryLimit: '40MB' });
    const known = store.known('meter', [{ source: 's', id: '1', eventTime: 0 }]);
    await expect(known).rejects.toMatchObject(toBeWaitedOut('duckdb.memoryLimit'));
    close();
  });

  it('clears away what a killed process staged, and nothing else', async () => {
    (await openLake(directory, meterProduct)).close();
    const staging = join(directory, 'staging');
    for (const name of ['batch-1-1.jsonl', 'batch-4711-20.jsonl', 'batch-x.jsonl', 'export.csv'])
      writeFileSync(join(staging, name), '{}');
    (await openLake(directory, meterProduct)).close();
    expect(readdirSync(staging).sort()).toEqual(['batch-x.jsonl', 'export.csv']);
  });
});

describe('a failure of the engine', () => {
  it.each([
    'Out of Memory Error: could not allocate block of size 256.0 KiB (71.4 MiB/71.5 MiB used)\n\nPossible solutions: …',
    'IO Error: Could not write file "/lake.duckdb": No space left on device',
    'TransactionContext Error: Failed to commit: Could not write file "/lake.duckdb.wal": Disk quota exceeded',
    'EIO: i/o error, write',
  ])('is to be waited out: %s', (message) => {
    expect(engineFailure(new Error(message))).toBeInstanceOf(InfrastructureError);
    expect(natureOf(engineFailure(new Error(message)))).toBe('retriable');
  });

  it.each([
    'FATAL Error: Failed to create checkpoint because of error: Could not write file "/lake.duckdb": No space left on device',
    'INTERNAL Error: Attempted to access index 1',
    'Catalog Error: Table with name x does not exist',
    'Conversion Error: Could not convert "Out of Memory Error: No space left on device"',
  ])('comes as it is where waiting does not help: %s', (message) => {
    const error = new Error(message);
    expect(engineFailure(error)).toBe(error);
  });
});
