import type { DuckDBConnection } from '@duckdb/node-api';
import { err, messageOf, minuteOf, ok, type Result } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import type { CommitFailure, CommitReceipt, RefineBatch } from '../../ports/refine-store.ts';
import { engineFailure, isContentRefused, isOutOfMemory } from './engine-failures.ts';
import { deltaStatements, foldStatements, touchedWindows, type Touched } from './gold-fold.ts';
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
import { COUNT_UP } from './sequence.ts';
import { rowsOf, runAll } from './writer.ts';

class StaleBatch extends Error {}

interface HeldOffset {
  readonly partition: number;
  readonly next: number;
  /** Append time of the last record, ms since the epoch. */
  readonly last: number | null;
}

/**
 * Everything that a batch changes, in one transaction of `connection`. Statements go to the engine together wherever
 * nothing has to be known between them: each call waits for this process's thread, which is busy accepting.
 */
export async function commitBatch(
  connection: DuckDBConnection,
  staging: Staging,
  product: Product,
  batch: RefineBatch,
): Promise<Result<CommitReceipt, CommitFailure>> {
  try {
    const held = await rowsOf<HeldOffset>(connection, 'BEGIN TRANSACTION', takeOffsets(batch));
    assertOffsets(held, batch);
    const { sequence, windows } = await insertBatch(connection, staging, product, batch, held);
    const folds = product.gold.flatMap((model) =>
      foldStatements(product, model, sequence, windows.get(model.name) ?? []),
    );
    await runAll(connection, ...folds, 'COMMIT');
    return ok({ sequence });
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    if (error instanceof StaleBatch) return err({ kind: 'stale', detail: error.message });
    if (isOutOfMemory(error)) return err({ kind: 'too-large', detail: messageOf(engineFailure(error)) });
    if (isContentRefused(error)) return err({ kind: 'poison', detail: messageOf(error) });
    throw error;
  }
}

const takeOffsets = ({ product, offsets }: RefineBatch): string =>
  `DELETE FROM pipeline.partitions WHERE product = ${literal(product)}
     AND partition IN (${offsets.map((offset) => offset.partition).join(', ')})
   RETURNING partition, next, epoch_ms(last_appended) AS last`;

function assertOffsets(held: readonly HeldOffset[], batch: RefineBatch): void {
  const next = new Map(held.map((row) => [row.partition, row.next]));
  for (const { partition, from } of batch.offsets) {
    const stored = next.get(partition) ?? 0;
    if (stored !== from)
      throw new StaleBatch(
        `partition ${partition} of ${batch.product} is at ${stored}, the batch begins at ${from}`,
      );
  }
}

function putOffsets({ product, offsets }: RefineBatch, held: readonly HeldOffset[]): string {
  const lastOf = new Map(held.map((row) => [row.partition, row.last]));
  const time = (ms: number | null | undefined) => (ms === null || ms === undefined ? 'NULL' : timestamp(ms));
  const values = offsets.map(
    ({ partition, next, watermark, lastAppendedAt }) =>
      `(${literal(product)}, ${partition}, ${next}, ${time(watermark)}, ${time(lastAppendedAt ?? lastOf.get(partition))})`,
  );
  return `INSERT INTO pipeline.partitions VALUES ${values.join(', ')}`;
}

/** Writes the batch's rows, failures, fates and offsets; tells which windows of gold they touch. */
async function insertBatch(
  connection: DuckDBConnection,
  staging: Staging,
  product: Product,
  batch: RefineBatch,
  held: readonly HeldOffset[],
): Promise<Touched> {
  const rows = batch.rows.map((row) => rowLine(product, row));
  return staging.staged(rows, rowColumns(product), (rowsRead) =>
    staging.staged(batch.failed.map(failedLine), FAILED_COLUMNS, (failedRead) =>
      touchedWindows(
        connection,
        product,
        COUNT_UP,
        ...rowStatements(product, rowsRead),
        ...(batch.failed.length > 0 ? failedStatements(product, failedRead) : []),
        ...fateStatements(product, batch),
        putOffsets(batch, held),
        ...deltaStatements(product),
      ),
    ),
  );
}

function rowStatements(product: Product, relation: string): readonly string[] {
  const t = tables(product);
  const columns = [...ENVELOPE, ...fieldColumns(product)].map((column) => column.name);
  return [
    `CREATE OR REPLACE TEMP TABLE batch_rows AS ${selectRows(product, relation)}`,
    `INSERT INTO ${t.bronze} (${list(columns)}, _fate) SELECT ${list(columns)}, _fate::fate FROM batch_rows`,
    `CREATE OR REPLACE TEMP TABLE batch_silver AS
      WITH bronze AS (SELECT ${list(columns)} FROM batch_rows WHERE _fate = 'refined')
      SELECT m.*, b.appended_at AS _appended_at, b._identity, b._content, b._watermark
      FROM (${product.silver.sql}) m JOIN batch_rows b ON m._partition = b._partition AND m._position = b._position`,
    `INSERT INTO ${t.silver} BY NAME SELECT * FROM batch_silver`,
  ];
}

const failedStatements = (product: Product, relation: string): readonly string[] => [
  `CREATE OR REPLACE TEMP TABLE batch_failed AS SELECT ${SELECT_FAILED} FROM ${relation}`,
  `INSERT INTO ${tables(product).quarantine} BY NAME SELECT * REPLACE (fate::fate AS fate) FROM batch_failed`,
];

/** What the product's silver leaves out of its bronze is filtered. */
function fateStatements(product: Product, { rows, failed, refinedAt }: RefineBatch): readonly string[] {
  const place = "_partition, _position, date_trunc('minute', appended_at)";
  const commit = `${timestamp(refinedAt)}, (SELECT sequence FROM pipeline.counter)`;
  const minutes = new Set(
    [...rows, ...failed].map(
      ({ partition, appendedAt }) =>
        `(${literal(product.name)}, ${partition}, ${timestamp(minuteOf(appendedAt))})`,
    ),
  );
  return [
    `INSERT INTO ${tables(product).fates} (partition, position, minute, fate, refined_at, sequence)
     SELECT ${place},
       (CASE WHEN _fate = 'refined' AND (_partition, _position) NOT IN (SELECT (_partition, _position) FROM batch_silver)
         THEN 'filtered' ELSE _fate END)::fate, ${commit}
     FROM batch_rows
     ${failed.length > 0 ? `UNION ALL SELECT ${place}, fate::fate, ${commit} FROM batch_failed` : ''}`,
    ...(minutes.size > 0 ? [`INSERT INTO pipeline.fate_dirty VALUES ${[...minutes].join(', ')}`] : []),
  ];
}
