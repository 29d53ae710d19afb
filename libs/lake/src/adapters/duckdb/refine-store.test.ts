import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '@dataforge/clients/duckdb';
import type { Json } from '@dataforge/kernel';
import { meterProduct } from '../../testing/meter-product.ts';
import { refineStoreContract } from '../../testing/refine-store-contract.ts';
import { duckDbRefineStore } from './index.ts';

/** Whole numbers come as text, bytes as text with escapes. */
const plain = (value: string): Json =>
  /^\d+$/.test(value)
    ? Number(value)
    : value.replaceAll(/\\x([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

refineStoreContract('duckdb', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lake-'));
  const stagingDir = join(directory, 'staging');
  const client = await openDuckDb({
    path: join(directory, 'lake.duckdb'),
    memoryLimit: '500MB',
    threads: 2,
    stagingDir,
  });
  const store = await duckDbRefineStore({ client }, { products: [meterProduct], stagingDir });
  const reader = await client.connect();
  return {
    store,
    async rows(table) {
      const result = await reader.runAndReadAll(`SELECT * FROM ${table}`);
      return (result.getRowObjectsJson() as Record<string, Json>[]).map((row) =>
        Object.fromEntries(
          Object.entries(row)
            .filter(([name]) => !name.startsWith('_'))
            .map(([name, value]) => [name, typeof value === 'string' ? plain(value) : value]),
        ),
      );
    },
    close: async () => {
      client.close();
      rmSync(directory, { recursive: true });
    },
  };
});

describe('a checkpoint on DuckDB', () => {
  it('is to be tried again while a transaction is open elsewhere', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lake-'));
    const client = await openDuckDb({
      path: join(directory, 'lake.duckdb'),
      memoryLimit: '500MB',
      threads: 1,
      stagingDir: join(directory, 'staging'),
    });
    const store = await duckDbRefineStore({ client }, { products: [meterProduct], stagingDir: directory });
    const other = await client.connect();
    await other.run('BEGIN TRANSACTION');
    await other.run('CREATE TABLE held (n INTEGER)');
    await expect(store.checkpoint()).rejects.toMatchObject({ nature: 'retriable' });
    await other.run('ROLLBACK');
    await store.checkpoint();
    client.close();
    rmSync(directory, { recursive: true });
  });
});
