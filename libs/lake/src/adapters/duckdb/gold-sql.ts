import type { GoldColumn, GoldModel } from '@dataforge/products';
import { addSelectItems, ident, list } from './sql.ts';

/** Columns that the engine keeps in every gold table beside the model's own. */
const KEPT = ['_corrections', '_appended_at'] as const;

/**
 * The model's rows over some silver rows: the same text serves a batch's delta, a refresh, a rebuild and a
 * check. `_corrections` counts the rows that came after their window had closed in their own partition. Of a merge model's
 * rows `m`, only those are looked at that meet the condition `among`.
 */
export function modelOver(model: GoldModel, silver: string, among = 'true'): string {
  const { materialise } = model;
  if (materialise.kind === 'merge') {
    const newest = `QUALIFY row_number() OVER (PARTITION BY ${list(materialise.key)} ORDER BY ${ident(materialise.orderBy)} DESC) = 1`;
    return `WITH silver AS (SELECT * FROM (${silver}))
      SELECT * FROM (${addSelectItems(model.sql, '0 AS _corrections, _appended_at')}) m WHERE ${among} ${newest}`;
  }
  const { grain, time } = materialise;
  const late = `COALESCE(date_trunc('${grain}', ${ident(time)}) + INTERVAL 1 ${grain} <= _watermark, false)`;
  const kept = 'COUNT(*) FILTER (WHERE _late) AS _corrections, MAX(_appended_at) AS _appended_at';
  return `WITH silver AS (SELECT *, ${late} AS _late FROM (${silver}))
    SELECT * FROM (${addSelectItems(model.sql, kept)})`;
}

export const keyColumns = (model: GoldModel): readonly string[] => model.materialise.key;

export const allColumns = (model: GoldModel): readonly string[] => [
  ...model.columns.map((column) => column.name),
  ...KEPT,
];

export const recomputed = (model: GoldModel): readonly string[] =>
  model.columns.filter((column) => column.fold === 'recompute').map((column) => column.name);

/** The event time that a gold row stands for: its window's start, or that of the event that is its newest. */
export const timeOf = ({ materialise }: GoldModel): string =>
  materialise.kind === 'windows'
    ? ident(materialise.window)
    : `struct_extract_at(${ident(materialise.orderBy)}, 1)`;

export const sameKey = (model: GoldModel, a: string, b: string): string =>
  keyColumns(model)
    .map((key) => `${a}.${ident(key)} IS NOT DISTINCT FROM ${b}.${ident(key)}`)
    .join(' AND ');

/**
 * A batch's delta folded into the rows that gold holds: `_row` is the row to replace, null for a new one.
 * Columns that cannot be folded keep what the last refresh gave; in a new row they are the delta's own, or
 * null where the model computes them on close.
 */
export function foldedRows(model: GoldModel, delta: string, existing: string): string {
  const derived = model.columns.filter((column) => column.fold === 'derived');
  const plain = model.columns.filter((column) => column.fold !== 'derived');
  const isMerge = model.materialise.kind === 'merge';
  const folded = `SELECT g._row, ${plain.map((column) => `${foldExpression(model, column)} AS ${ident(column.name)}`).join(', ')},
      COALESCE(g._corrections, 0) + d._corrections AS _corrections,
      GREATEST(d._appended_at, g._appended_at) AS _appended_at
    FROM ${delta} d LEFT JOIN (${existing}) g ON ${sameKey(model, 'd', 'g')}
    ${isMerge ? `WHERE g._row IS NULL OR d.${ident(orderOf(model))} > g.${ident(orderOf(model))}` : ''}`;
  const computed = derived.map((column) => `${column.expression} AS ${ident(column.name)}`);
  return `SELECT ${['*', ...computed].join(', ')} FROM (${folded})`;
}

function orderOf(model: GoldModel): string {
  if (model.materialise.kind !== 'merge') throw new Error(`${model.name} is not a merge model`);
  return model.materialise.orderBy;
}

function foldExpression(model: GoldModel, column: GoldColumn): string {
  const name = ident(column.name);
  switch (column.fold) {
    case 'count':
    case 'sum':
      return `CASE WHEN g.${name} IS NULL THEN d.${name} ELSE g.${name} + COALESCE(d.${name}, 0) END`;
    case 'min':
      return `LEAST(d.${name}, g.${name})`;
    case 'max':
      return `GREATEST(d.${name}, g.${name})`;
    case 'last': {
      const order = ident(column.order);
      return `CASE WHEN g._row IS NULL OR d.${order} > g.${order} THEN d.${name} ELSE g.${name} END`;
    }
    case 'recompute':
      return `CASE WHEN g._row IS NULL THEN ${model.refresh.kind === 'on-close' ? 'NULL' : `d.${name}`} ELSE g.${name} END`;
    case 'key':
    case 'replace':
      return `d.${name}`;
    case 'derived':
      throw new Error('derived columns are computed after the fold');
  }
}
