import type { DuckDBConnection } from '@duckdb/node-api';
import { goldTable, type GoldModel, type KpiDefinition, type Product } from '@dataforge/products';
import type { RecordPlace, RecordWindow } from '../../ports/record-reader.ts';
import { keyColumns, modelOver, recomputed, sameKey } from './gold-sql.ts';
import { tables } from './names.ts';
import { ident, literal, timestamp } from './sql.ts';
import { productWatermark } from './watermark.ts';
import { GRAIN_MS } from './windows.ts';
import { rowsOf } from './writer.ts';

/** What a model makes of the record alone tells which of its rows the record went into. */
interface Own {
  readonly key: readonly (string | null)[];
  /** Start of the window, ms; 0 for a newest row. */
  readonly start: number;
  readonly late: boolean;
}

export async function recordWindows(
  connection: DuckDBConnection,
  product: Product,
  { partition, position, appendedAt }: RecordPlace,
): Promise<readonly RecordWindow[]> {
  const row = `SELECT * FROM ${tables(product).silver}
    WHERE _partition = ${partition} AND _position = ${position} AND _appended_at = ${timestamp(appendedAt)}`;
  const windows: RecordWindow[] = [];
  for (const model of product.gold) {
    const delta = modelOver(model, row);
    const [own] = await rowsOf<Own>(connection, selectOwn(model, delta));
    if (own) windows.push(await rowOfGold(connection, product, model, delta, own));
  }
  return windows;
}

const windowOf = ({ materialise }: GoldModel): string | undefined =>
  materialise.kind === 'windows' ? materialise.window : undefined;

const plainKey = (model: GoldModel): readonly string[] =>
  keyColumns(model).filter((column) => column !== windowOf(model));

function selectOwn(model: GoldModel, delta: string): string {
  const window = windowOf(model);
  const key = plainKey(model).map((column) => `${ident(column)}::VARCHAR`);
  return `SELECT [${key.join(', ')}]::VARCHAR[] AS key, _corrections > 0 AS late,
    ${window === undefined ? '0' : `epoch_ms(${ident(window)})`} AS start FROM (${delta})`;
}

async function rowOfGold(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  delta: string,
  { key, start, late }: Own,
): Promise<RecordWindow> {
  const { materialise } = model;
  const told = {
    table: `gold.${goldTable(product.name, model.name)}`,
    key: Object.fromEntries(plainKey(model).map((column, place) => [column, key[place] ?? null])),
    late,
  };
  if (materialise.kind === 'merge') {
    const order = ident(materialise.orderBy);
    const [newest] = await rowsOf<{ held: boolean }>(
      connection,
      `SELECT COUNT(*) > 0 AS held FROM ${tables(product).gold(model)} g JOIN (${delta}) d
       ON ${sameKey(model, 'g', 'd')} AND g.${order} = d.${order}`,
    );
    return { ...told, held: newest?.held === true, closed: false, corrections: 0, waiting: [], points: [] };
  }
  const window = { from: start, to: start + GRAIN_MS[materialise.grain] };
  const kpis = product.kpis.filter((kpi) => kpi.model === model.name);
  const [row] = await rowsOf<GoldRow>(connection, selectGoldRow(product, model, delta, { window, kpis }));
  return {
    ...told,
    window,
    held: row?.corrections != null,
    closed: row?.closed === true,
    corrections: row?.corrections ?? 0,
    waiting: row?.waiting === true ? recomputed(model) : [],
    points: kpis
      .filter((_kpi, place) => row?.counted?.[place] === true)
      .map(({ id, grain }) => ({ kpi: id, bucket: Math.floor(start / GRAIN_MS[grain]) * GRAIN_MS[grain] })),
  };
}

interface GoldRow {
  /** Null where gold does not hold the row. */
  readonly corrections: number | null;
  readonly counted: readonly boolean[] | null;
  readonly closed: boolean;
  readonly waiting: boolean;
}

function selectGoldRow(
  product: Product,
  model: GoldModel,
  delta: string,
  {
    window,
    kpis,
  }: {
    readonly window: { readonly from: number; readonly to: number };
    readonly kpis: readonly KpiDefinition[];
  },
): string {
  const start = timestamp(window.from);
  const counted = kpis.map(({ where }) => `COALESCE((${where ?? 'true'}), false)`);
  const row = `SELECT g.* FROM ${tables(product).gold(model)} g SEMI JOIN (${delta}) d ON ${sameKey(model, 'g', 'd')}
    WHERE g.${ident(windowOf(model) ?? '')} = ${start}`;
  return `SELECT COALESCE((${productWatermark(product.name)}) >= ${timestamp(window.to)}, false) AS closed,
      EXISTS (FROM pipeline.dirty WHERE product = ${literal(product.name)} AND model = ${literal(model.name)}
        AND window_start = ${start}) AS waiting, held.*
    FROM (SELECT 1) LEFT JOIN (
      SELECT _corrections AS corrections, [${counted.join(', ')}]::BOOLEAN[] AS counted FROM (${row})) held ON true`;
}
