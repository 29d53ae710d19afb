import { DAY_MS, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import type { GoldModel } from '@dataforge/products';
import { ident, rowsWithin, spansOf, timestamp } from './sql.ts';

export const GRAIN_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const;

type Grain = keyof typeof GRAIN_MS;

/** Whether a time column lies in one of these windows (starts in ms, one at least). */
export const isInWindows = (column: string, grain: Grain, windows: readonly number[]): string =>
  `epoch_ms(date_trunc('${grain}', ${column})) IN (${windows.join(', ')})`;

/** A table's rows whose time column lies in these windows (starts in ms), and none from between them. */
export function rowsInWindows(
  table: string,
  column: string,
  grain: Grain,
  windows: readonly number[],
): string {
  const length = GRAIN_MS[grain];
  const spans = spansOf(windows, length);
  const rows = rowsWithin(table, column, spans);
  // Only spans that were joined over a gap hold other rows.
  const covered = spans.reduce((sum, [from, to]) => sum + to - from, 0);
  return covered === new Set(windows).size * length
    ? rows
    : `SELECT * FROM (${rows}) WHERE ${isInWindows(ident(column), grain, windows)}`;
}

/**
 * Conditions on a model's `table` that part the rows of these windows among them, one update each: an update whose
 * rows lie far apart would scan all that is between them. They can hold rows of windows in between.
 */
export function partsOf(model: GoldModel, windows: readonly number[], table: string): readonly string[] {
  if (model.materialise.kind === 'merge') return ['true'];
  const { window, grain } = model.materialise;
  const column = `${table}.${ident(window)}`;
  return spansOf(windows, GRAIN_MS[grain]).map(
    ([from, to]) => `${column} >= ${timestamp(from)} AND ${column} < ${timestamp(to)}`,
  );
}
