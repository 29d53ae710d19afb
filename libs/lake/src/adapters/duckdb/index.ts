import { stat } from 'node:fs/promises';
import type { DuckDbClient } from '@dataforge/clients/duckdb';
import { ok, type Log } from '@dataforge/kernel';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Product } from '@dataforge/products';
import type { FateReader, RefineStore } from '../../ports/refine-store.ts';
import { commitBatch } from './commit.ts';
import { readFateCounts, readProgress, settleFateCounts } from './fate-counts.ts';
import { refreshModel } from './gold-refresh.ts';
import { knownIdentities } from './identities.ts';
import { outboxReader } from './kpi-outbox.ts';
import { reconcileProduct } from './reconcile.ts';
import { expireProduct } from './retention.ts';
import { republish, unpublishedKpis } from './republish.ts';
import { prepareSchema } from './schema.ts';
import { stagingIn } from './staging.ts';
import { productWatermark } from './watermark.ts';
import { rowsOf, runAll, writerOn } from './writer.ts';

export { duckDbGoldReader } from './gold-state.ts';

export interface DuckDbRefineSettings {
  readonly products: readonly Product[];
  readonly stagingDir: string;
  /** The DuckDB file, for its size; absent in memory. */
  readonly file?: string;
}

/** The watermark of a product, for whoever answers from gold. */
export interface WatermarkReader {
  watermark(product: string): Promise<number | null>;
}

/** How often the minutes whose fates moved are counted again; until then they are counted when they are asked for. */
const SETTLE_MS = 10_000;

export type DuckDbRefineStore = RefineStore & FateReader & WatermarkReader;

/** The refine store on one DuckDB file: one writing connection, and readers beside it for snapshots. */
export async function duckDbRefineStore(
  { client, logger }: { client: DuckDbClient; logger: Log },
  settings: DuckDbRefineSettings,
): Promise<DuckDbRefineStore> {
  const connection = await client.connect();
  const [reader, refresher] = [await client.connect(), await client.connect()];
  const snapshots = writerOn(reader);
  const refreshes = writerOn(refresher);
  const writer = writerOn(connection);
  await writer.transaction((c) => prepareSchema(c, logger, settings.products));
  const staging = stagingIn(settings.stagingDir);
  const products = new Map(settings.products.map((product) => [product.name, product]));
  const productOf = (name: string): Product => {
    const product = products.get(name);
    if (!product) throw new Error(`No product is called ${name}`);
    return product;
  };
  const lastRefresh = new Map<string, number>();
  const lastSettled = new Map<string, number>();

  return {
    progress: (product) => snapshots.exclusive((c) => readProgress(c, product)),
    known: (product, identities) =>
      snapshots.exclusive((c) => knownIdentities(c, staging, productOf(product), identities)),
    commit: (batch) => {
      if (batch.offsets.length === 0) return Promise.resolve(ok({ sequence: 0 }));
      return writer.exclusive((c) => commitBatch(c, staging, productOf(batch.product), batch));
    },
    async refresh(name, now) {
      const product = productOf(name);
      let windows = 0;
      for (const model of product.gold) {
        const every = model.refresh.kind === 'interval' ? model.refresh.seconds * 1000 : 0;
        const key = `${name}.${model.name}`;
        if (now - (lastRefresh.get(key) ?? 0) < every) continue;
        lastRefresh.set(key, now);
        windows += await refreshes.exclusive((c) => refreshModel(writer, c, product, model, now));
      }
      if (now - (lastSettled.get(name) ?? 0) >= SETTLE_MS) {
        lastSettled.set(name, now);
        await writer.transaction((c) => settleFateCounts(c, product));
      }
      return windows;
    },
    expire: (product, now) => writer.transaction((c) => expireProduct(c, productOf(product), now)),
    reconcile: (product, now) => writer.transaction((c) => reconcileProduct(c, productOf(product), now)),
    ...outboxReader(writer, snapshots),
    unpublished: () => snapshots.exclusive((c) => unpublishedKpis(c, settings.products)),
    republish: (kpis, now) => writer.transaction((c) => republish(c, settings.products, kpis, now)),
    checkpoint: () => writer.exclusive((c) => runAll(c, 'CHECKPOINT')),
    sizeBytes: () => snapshots.exclusive((c) => lakeSize(c, settings.file)),
    fates: (name, scope) =>
      snapshots.transaction(async (c) => ({
        progress: await readProgress(c, name),
        counts: await readFateCounts(c, productOf(name), scope?.byMinute ?? true),
      })),
    async watermark(product) {
      const rows = await snapshots.exclusive((c) =>
        rowsOf<{ ms: number | null }>(c, `SELECT epoch_ms((${productWatermark(product)})) AS ms`),
      );
      return rows[0]?.ms ?? null;
    },
  };
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    (file) => file.size,
    () => 0,
  );

/** The file's blocks that are in use, and the write-ahead log; a lake in memory has no size. */
async function lakeSize(connection: DuckDBConnection, file: string | undefined): Promise<number> {
  if (file === undefined) return 0;
  const rows = await rowsOf<{ bytes: number }>(
    connection,
    'SELECT used_blocks * block_size AS bytes FROM pragma_database_size() WHERE database_name = current_database()',
  );
  return (rows[0]?.bytes ?? 0) + (await sizeOf(`${file}.wal`));
}

export { duckDbRecordReader } from './record-reader.ts';
