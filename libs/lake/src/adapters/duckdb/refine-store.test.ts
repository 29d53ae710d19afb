import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, type Json } from '@dataforge/kernel';
import { meterProduct } from '../../testing/meter-product.ts';
import { refineStoreContract } from '../../testing/refine-store-contract.ts';
import { openLake } from './open-lake.ts';

/** Whole numbers come as text, bytes as text with escapes. */
const plain = (value: string): Json =>
  /^\d+$/.test(value)
    ? Number(value)
    : value.replaceAll(/\\x([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

refineStoreContract('duckdb', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lake-'));
  const { store, rows, close } = await openLake(directory, meterProduct);
  return {
    store,
    async rows(table) {
      return ((await rows(`SELECT * FROM ${table}`)) as Record<string, Json>[]).map((row) =>
        Object.fromEntries(
          Object.entries(row)
            .filter(([name]) => !name.startsWith('_'))
            .map(([name, value]) => [name, typeof value === 'string' ? plain(value) : value]),
        ),
      );
    },
    close: async () => {
      close();
      rmSync(directory, { recursive: true });
    },
  };
});

describe('a lake on disk', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lake-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is to be checkpointed later while a transaction is open elsewhere', async () => {
    const { client, store, close } = await openLake(directory, meterProduct);
    const other = await client.connect();
    await other.run('BEGIN TRANSACTION');
    await other.run('CREATE TABLE held (n INTEGER)');
    await expect(store.checkpoint()).rejects.toMatchObject({ nature: 'retriable' });
    await other.run('ROLLBACK');
    await store.checkpoint();
    close();
  });

  it('is smaller once retention has taken rows, so that a full zone has room again', async () => {
    const { store, rows, close } = await openLake(directory, meterProduct);
    await rows(`INSERT INTO bronze.meter BY NAME
      SELECT md5(n::VARCHAR) AS id, md5((n * 3)::VARCHAR) AS meter_id, epoch_ms(n) AS appended_at FROM range(200000) r(n)`);
    await store.checkpoint();
    const full = await store.sizeBytes();
    await store.expire('meter', DAY_MS * 31);
    await store.checkpoint();
    expect(await store.sizeBytes()).toBeLessThan(full / 2);
    close();
  });

  it('counts what waits in the write-ahead log', async () => {
    const { store, rows, close } = await openLake(directory, meterProduct);
    const before = await store.sizeBytes();
    await rows('INSERT INTO bronze.meter BY NAME SELECT md5(n::VARCHAR) AS id FROM range(1000) r(n)');
    expect(await store.sizeBytes()).toBeGreaterThan(before + 32_000);
    close();
  });
});
