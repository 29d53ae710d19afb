import { DAY_MS, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import type { GoldModel } from '@dataforge/products';
import { ident, rowsWithin, spansOf, timestamp } from './sql.ts';

export const GRAIN_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const;

/** A gold table's rows, with their row ids as `_row`, that can be in these windows (starts in ms). */
export function rowsInWindows(model: GoldModel, gold: string, windows: readonly number[]): string {
  const select = 'rowid AS _row, *';
  if (model.materialise.kind === 'merge') return `SELECT ${select} FROM ${gold}`;
  const { window, grain } = model.materialise;
  return rowsWithin(gold, window, spansOf(windows, GRAIN_MS[grain]), select);
}

/**
 * Conditions on `table` that part these windows among them, one update each: an update whose rows lie far
 * apart would scan all that is between them.
 */
export function partsOf(model: GoldModel, windows: readonly number[], table: string): readonly string[] {
  if (model.materialise.kind === 'merge') return ['true'];
  const { window, grain } = model.materialise;
  const column = `${table}.${ident(window)}`;
  return spansOf(windows, GRAIN_MS[grain]).map(
    ([from, to]) => `${column} >= ${timestamp(from)} AND ${column} < ${timestamp(to)}`,
  );
}
