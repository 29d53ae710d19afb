import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, KpiDefinition, Product } from '@dataforge/products';
import type { OutboxEntry, RefineStore } from '../../ports/refine-store.ts';
import { tables } from './names.ts';
import { ident, literal } from './sql.ts';
import { productWatermark } from './watermark.ts';
import { GRAIN_MS, rowsInWindows } from './windows.ts';
import { rowsOf, runAll, type Writer } from './writer.ts';

/**
 * Puts the points behind the given windows of a model into the outbox, in the transaction that changed
 * them; `windows` absent means all that gold holds.
 */
export function publishStatements(
  product: Product,
  model: GoldModel,
  sequence: number,
  windows?: readonly number[],
): readonly string[] {
  const kpis = kpisOf(product, model);
  if (kpis.length === 0) return [];
  // KPIs over the same rows are computed in one scan.
  const scans = new Map<string, KpiDefinition[]>();
  for (const kpi of kpis) {
    const rows = pointRows(product, model, kpi, windows);
    scans.set(rows, [...(scans.get(rows) ?? []), kpi]);
  }
  const points = [...scans].map(
    ([rows, same]) =>
      `SELECT _bucket, SUM(_corrections)::BIGINT AS _corrections, MAX(_appended_at) AS _appended_at,
         [${same.map(pointOf).join(', ')}] AS _points
       FROM (${rows}) GROUP BY _bucket`,
  );
  return [
    `INSERT INTO pipeline.outbox
      SELECT ${sequence}, _point.kpi, _bucket, _point.value, _point.weight, _corrections,
        (${productWatermark(product.name)}), _appended_at
      FROM (SELECT * EXCLUDE _points, UNNEST(_points) AS _point FROM (${points.join(' UNION ALL ')}))`,
  ];
}

/**
 * Notes which points the given windows of a model have, before rows are taken out of them. Once the windows are published
 * again, `emptiedStatements` says of those that did not come again that they have no value.
 */
export function notePoints(
  product: Product,
  model: GoldModel,
  windows: readonly number[],
): readonly string[] {
  const points = kpisOf(product, model).map(
    (kpi) =>
      `SELECT ${literal(kpi.id)} AS kpi, _bucket AS bucket, MAX(_appended_at) AS appended_at
       FROM (${pointRows(product, model, kpi, windows)}) GROUP BY _bucket`,
  );
  return points.length === 0
    ? []
    : [`CREATE OR REPLACE TEMP TABLE noted_points AS ${points.join(' UNION ALL ')}`];
}

/** After `notePoints` and `publishStatements`, in the same transaction. */
export const emptiedStatements = (product: Product, model: GoldModel, sequence: number): readonly string[] =>
  kpisOf(product, model).length === 0
    ? []
    : [
        `INSERT INTO pipeline.outbox
          SELECT ${sequence}, kpi, bucket, NULL, 0, 0, (${productWatermark(product.name)}), appended_at
          FROM noted_points ANTI JOIN (FROM pipeline.outbox WHERE sequence = ${sequence}) published USING (kpi, bucket)`,
      ];

const kpisOf = (product: Product, model: GoldModel): readonly KpiDefinition[] =>
  product.kpis.filter((kpi) => kpi.model === model.name);

const pointOf = (kpi: KpiDefinition): string =>
  `{'kpi': ${literal(kpi.id)}, 'value': (${kpi.value})::DOUBLE, 'weight': COALESCE((${kpi.weight})::DOUBLE, 0)}`;

/** The gold rows behind a KPI's points, with the points' bucket. */
function pointRows(
  product: Product,
  model: GoldModel,
  kpi: KpiDefinition,
  windows: readonly number[] | undefined,
): string {
  if (model.materialise.kind !== 'windows') throw new Error(`${kpi.id}: a KPI needs a windows model`);
  const window = ident(model.materialise.window);
  const grain = GRAIN_MS[kpi.grain];
  const buckets = windows && [...new Set(windows.map((start) => Math.floor(start / grain) * grain))];
  const gold = tables(product).gold(model);
  const rows = buckets
    ? rowsInWindows(gold, model.materialise.window, kpi.grain, buckets)
    : `SELECT * FROM ${gold}`;
  return `SELECT *, date_trunc('${kpi.grain}', ${window}) AS _bucket FROM (${rows}) WHERE ${kpi.where ?? 'true'}`;
}

/** How many delivered entries may wait to be deleted. */
const MOST_DELIVERED = 1_000;

/**
 * The outbox's reading end. What was delivered is passed over at once and deleted many at a time, since deleting is a
 * transaction that commits have to wait for. After a restart some are delivered again, which changes nothing.
 */
export function outboxReader(writer: Writer, snapshots: Writer): Pick<RefineStore, 'outbox' | 'delivered'> {
  let last: OutboxEntry | undefined;
  let undeleted = 0;
  return {
    outbox: (limit) => snapshots.exclusive((c) => readOutbox(c, limit, last)),
    async delivered(entries) {
      const newest = entries[entries.length - 1];
      if (!newest) return;
      last = newest;
      undeleted += entries.length;
      if (undeleted < MOST_DELIVERED) return;
      undeleted = 0;
      await writer.transaction((c) =>
        runAll(c, `DELETE FROM pipeline.outbox WHERE ${place} <= ${placeOf(newest)}`),
      );
    },
  };
}

const place = '(sequence, kpi, epoch_ms(pipeline.outbox.bucket))';
const placeOf = ({ sequence, kpi, bucket }: OutboxEntry): string =>
  `(${sequence}, ${literal(kpi)}, ${bucket})`;

const readOutbox = (
  connection: DuckDBConnection,
  limit: number,
  after: OutboxEntry | undefined,
): Promise<readonly OutboxEntry[]> =>
  rowsOf<OutboxEntry>(
    connection,
    `SELECT sequence, kpi, epoch_ms(bucket) AS bucket, value, weight, corrections,
       epoch_ms(watermark) AS watermark, epoch_ms(appended_at) AS "appendedAt"
     FROM pipeline.outbox ${after ? `WHERE ${place} > ${placeOf(after)}` : ''}
     ORDER BY sequence, kpi, pipeline.outbox.bucket LIMIT ${limit}`,
  );
