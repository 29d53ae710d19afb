import { DAY_MS, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import type { GoldModel } from '@dataforge/products';
import { ident, spansOf, withinSpans } from './sql.ts';

export const GRAIN_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const;

/** A condition on a gold table: its window lies in the spans of these window starts (ms), so that a scan skips the rest. */
export function inWindows(model: GoldModel, windows: readonly number[], table: string): string {
  if (model.materialise.kind === 'merge') return 'true';
  const column = `${table}.${ident(model.materialise.window)}`;
  return withinSpans(column, spansOf(windows, GRAIN_MS[model.materialise.grain]));
}
