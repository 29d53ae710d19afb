import type { GoldModel, Product } from '@dataforge/products';
import { instant, numberIn, type Faults, type LakeReader, type Row } from './stopped-lake.ts';
import { sameNumber } from './same-number.ts';

export interface GoldScope {
  /** Windows that begin before it (ms) are left out: retention has taken rows of theirs out of silver. */
  readonly since?: number;
  /** Windows that ended by then (ms) are closed; without it the product's watermark decides. */
  readonly closedBy?: number;
}

/**
 * Gold against the model's own SQL over all of silver, every column; those that are computed when a window closes in
 * the closed windows alone, and at least one of these has to be there.
 */
export async function checkGold(
  lake: LakeReader,
  product: Product,
  { since = 0, closedBy }: GoldScope = {},
): Promise<Faults> {
  const faults: string[] = [];
  const closed = closedBy ?? (await watermarkOf(lake, product));
  for (const model of product.gold) {
    const table = `gold."${product.name}_${model.name}"`;
    const compared = (rows: string) =>
      `SELECT ${columnsOf(model, closed)} FROM (${rows}) WHERE ${beginsSince(model, since)} ORDER BY ${keysOf(model)}`;
    const want = await lake.rows(compared(recompute(product, model)));
    const have = await lake.rows(compared(`SELECT * FROM ${table}`));
    if (want.length !== have.length) {
      faults.push(`${table} has ${have.length} rows, a recompute ${want.length}`);
      continue;
    }
    const differing = want.flatMap((row, i) => (sameRow(row, have[i]) ? [] : [i]));
    const [first] = differing;
    if (first !== undefined)
      faults.push(
        `${table}: ${differing.length} rows differ from a recompute, first ${JSON.stringify(have[first])} for ${JSON.stringify(want[first])}`,
      );
    if (want.length > 0 && onClose(model).size > 0) {
      const reached = await lake.rows(`SELECT COUNT(*) FROM ${table} WHERE ${isClosed(model, closed)}`);
      if (numberIn(reached) === 0)
        faults.push(`${table}: no window is closed, so what is computed on close was not compared`);
    }
  }
  return faults;
}

/** A partition that has taken nothing in for so much longer than the others does not hold the watermark back. */
const IDLE_MS = 5 * 60_000;

/** How far the product has been read, by event time (ms): the smallest watermark of its partitions that are not idle. */
async function watermarkOf(lake: LakeReader, product: Product): Promise<number> {
  const rows = await lake.rows(
    `SELECT epoch_ms(watermark)::DOUBLE AS watermark, epoch_ms(last_appended)::DOUBLE AS last
     FROM pipeline.partitions WHERE product = '${product.name}' AND watermark IS NOT NULL`,
  );
  const newest = Math.max(...rows.map(({ last }) => Number(last)));
  const watermarks = rows
    .filter(({ last }) => Number(last) >= newest - IDLE_MS)
    .map(({ watermark }) => Number(watermark));
  return watermarks.length === 0 ? 0 : Math.min(...watermarks);
}

const keysOf = (model: GoldModel): string => model.materialise.key.map((key) => `"${key}"`).join(', ');

const beginsSince = (model: GoldModel, since: number): string =>
  model.materialise.kind === 'windows' ? `"${model.materialise.window}" >= ${instant(since)}` : 'true';

function isClosed(model: GoldModel, closed: number): string {
  if (model.materialise.kind !== 'windows') return 'true';
  const { window, grain } = model.materialise;
  return `"${window}" + INTERVAL 1 ${grain} <= ${instant(closed)}`;
}

const onClose = (model: GoldModel): ReadonlySet<string> =>
  new Set(
    model.refresh.kind === 'on-close'
      ? model.columns.filter(({ fold }) => fold === 'recompute').map(({ name }) => name)
      : [],
  );

/** Columns that wait for their window to close are null on both sides until it has. */
function columnsOf(model: GoldModel, closed: number): string {
  const waiting = onClose(model);
  return model.columns
    .map(({ name }) =>
      waiting.has(name)
        ? `CASE WHEN ${isClosed(model, closed)} THEN "${name}" END AS "${name}"`
        : `"${name}"`,
    )
    .join(', ');
}

function sameRow(a: Row, b: Row | undefined): boolean {
  return Object.entries(a).every(([name, value]) => {
    const other = b?.[name];
    return typeof value === 'number' && typeof other === 'number'
      ? sameNumber(value, other)
      : JSON.stringify(value) === JSON.stringify(other);
  });
}

function recompute(product: Product, model: GoldModel): string {
  const all = `WITH silver AS (SELECT * FROM silver."${product.name}") SELECT * FROM (${model.sql})`;
  if (model.materialise.kind === 'windows') return all;
  return `${all} QUALIFY row_number() OVER (PARTITION BY ${keysOf(model)} ORDER BY "${model.materialise.orderBy}" DESC) = 1`;
}
