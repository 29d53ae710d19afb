import type { DuckDBConnection } from '@duckdb/node-api';
import { err, messageOf, MINUTE_MS, ok, type Result } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import type { CommitFailure, CommitReceipt, RefineBatch } from '../../ports/refine-store.ts';
import { foldBatch } from './gold-fold.ts';
import { tables } from './names.ts';
import { list, literal, timestamp } from './sql.ts';
import { ENVELOPE, fieldColumns } from './schema.ts';
import {
  FAILED_COLUMNS,
  failedLine,
  rowColumns,
  rowLine,
  SELECT_FAILED,
  selectRows,
  type Staging,
} from './staging.ts';
import { nextSequence } from './sequence.ts';
import { rowsOf } from './writer.ts';

class StaleBatch extends Error {}

/** Everything that a batch changes, in one transaction of `connection`. */
export async function commitBatch(
  connection: DuckDBConnection,
  staging: Staging,
  product: Product,
  batch: RefineBatch,
): Promise<Result<CommitReceipt, CommitFailure>> {
  await connection.run('BEGIN TRANSACTION');
  try {
    await assertOffsets(connection, batch);
    const sequence = await nextSequence(connection);
    await insertRows(connection, staging, product, batch);
    await insertFailed(connection, staging, product, batch);
    await moveOffsets(connection, batch);
    const outbox = await foldBatch(connection, product, sequence);
    await connection.run('COMMIT');
    return ok({ sequence, outbox });
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    if (error instanceof StaleBatch) return err({ kind: 'stale', detail: error.message });
    if (isDataError(error)) return err({ kind: 'poison', detail: messageOf(error) });
    throw error;
  }
}

/** The engine's words for content that it cannot take, as against a fault of its own or of the disk. */
const isDataError = (error: unknown): boolean =>
  /^(Conversion|Out of Range|Invalid Input) Error|Malformed JSON/i.test(messageOf(error));

async function assertOffsets(connection: DuckDBConnection, batch: RefineBatch): Promise<void> {
  const held = await rowsOf<{ partition: number; next: number }>(
    connection,
    `SELECT partition, next FROM pipeline.partitions WHERE product = ${literal(batch.product)}`,
  );
  const next = new Map(held.map((row) => [row.partition, row.next]));
  for (const { partition, from } of batch.offsets) {
    const stored = next.get(partition) ?? 0;
    if (stored !== from)
      throw new StaleBatch(
        `partition ${partition} of ${batch.product} is at ${stored}, the batch begins at ${from}`,
      );
  }
}

async function insertRows(
  connection: DuckDBConnection,
  staging: Staging,
  product: Product,
  batch: RefineBatch,
): Promise<void> {
  const t = tables(product);
  await staging.staged(
    batch.rows.map((row) => rowLine(product, row)),
    rowColumns(product),
    (relation) =>
      connection.run(`CREATE OR REPLACE TEMP TABLE batch_rows AS ${selectRows(product, relation)}`),
  );
  const columns = [...ENVELOPE, ...fieldColumns(product)].map((column) => column.name);
  await connection.run(
    `INSERT INTO ${t.bronze} (${list(columns)}, _fate) SELECT ${list(columns)}, _fate::fate FROM batch_rows`,
  );
  await connection.run(`CREATE OR REPLACE TEMP TABLE batch_silver AS
    WITH bronze AS (SELECT ${list(columns)} FROM batch_rows WHERE _fate = 'refined')
    SELECT m.*, b.appended_at AS _appended_at, b._identity, b._content, b._watermark
    FROM (${product.silver.sql}) m JOIN batch_rows b ON m._partition = b._partition AND m._position = b._position`);
  await connection.run(`INSERT INTO ${t.silver} BY NAME SELECT * FROM batch_silver`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE batch_fates AS
    SELECT _partition AS partition, _position AS position, date_trunc('minute', appended_at) AS minute,
      (CASE WHEN _fate = 'refined' AND (_partition, _position) NOT IN (SELECT (_partition, _position) FROM batch_silver)
        THEN 'filtered' ELSE _fate END)::fate AS fate
    FROM batch_rows`);
}

async function insertFailed(
  connection: DuckDBConnection,
  staging: Staging,
  product: Product,
  batch: RefineBatch,
): Promise<void> {
  const t = tables(product);
  if (batch.failed.length > 0) {
    await staging.staged(batch.failed.map(failedLine), FAILED_COLUMNS, (relation) =>
      connection.run(`CREATE OR REPLACE TEMP TABLE batch_failed AS SELECT ${SELECT_FAILED} FROM ${relation}`),
    );
    await connection.run(
      `INSERT INTO ${t.quarantine} BY NAME SELECT * REPLACE (fate::fate AS fate) FROM batch_failed`,
    );
    await connection.run(`INSERT INTO batch_fates
      SELECT _partition, _position, date_trunc('minute', appended_at), fate::fate FROM batch_failed`);
  }
  await connection.run(`INSERT INTO ${t.fates} SELECT partition, position, minute, fate FROM batch_fates`);
  const minutes = new Set<string>();
  for (const { partition, appendedAt } of [...batch.rows, ...batch.failed])
    minutes.add(`${partition}, ${timestamp(Math.floor(appendedAt / MINUTE_MS) * MINUTE_MS)}`);
  if (minutes.size > 0)
    await connection.run(`INSERT INTO pipeline.fate_dirty
      SELECT ${literal(product.name)}, v.p, v.m FROM (VALUES ${[...minutes].map((m) => `(${m})`).join(', ')}) v(p, m)
      WHERE NOT EXISTS (SELECT 1 FROM pipeline.fate_dirty f
        WHERE f.product = ${literal(product.name)} AND f.partition = v.p AND f.minute = v.m)`);
}

async function moveOffsets(connection: DuckDBConnection, batch: RefineBatch): Promise<void> {
  const moved = batch.offsets.map((offset) => offset.partition);
  if (moved.length === 0) return;
  const name = literal(batch.product);
  const old = await rowsOf<{ partition: number; last: number | null }>(
    connection,
    `DELETE FROM pipeline.partitions WHERE product = ${name} AND partition IN (${moved.join(', ')})
     RETURNING partition, epoch_ms(last_appended) AS last`,
  );
  const lastOf = new Map(old.map((row) => [row.partition, row.last]));
  const time = (ms: number | null | undefined) => (ms === null || ms === undefined ? 'NULL' : timestamp(ms));
  const values = batch.offsets.map(
    ({ partition, next, watermark, lastAppendedAt }) =>
      `(${name}, ${partition}, ${next}, ${time(watermark)}, ${time(lastAppendedAt ?? lastOf.get(partition))})`,
  );
  await connection.run(`INSERT INTO pipeline.partitions VALUES ${values.join(', ')}`);
}
