import { join } from 'node:path';
import { openDuckDb } from '@dataforge/clients/duckdb';
import { silentLog, type Log } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { duckDbRefineStore } from './index.ts';

/** For tests: the lake of one product in a directory, which can be closed and opened again. */
export async function openLake(
  directory: string,
  product: Product,
  { memoryLimit = '500MB', logger = silentLog }: { memoryLimit?: string; logger?: Log } = {},
) {
  const file = join(directory, 'lake.duckdb');
  const stagingDir = join(directory, 'staging');
  const client = await openDuckDb({ path: file, memoryLimit, threads: 2, stagingDir });
  const store = await duckDbRefineStore({ client, logger }, { products: [product], stagingDir, file }).catch(
    (error: unknown) => {
      client.close();
      throw error;
    },
  );
  const connection = await client.connect();
  return {
    client,
    store,
    stagingDir,
    file,
    rows: async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[],
    close: () => client.close(),
  };
}
