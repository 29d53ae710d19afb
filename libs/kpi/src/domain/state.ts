import type { KpiDefinition, Threshold } from '@dataforge/products';

/** `unknown`: there is no value to judge. */
export type KpiState = 'ok' | 'warn' | 'critical' | 'unknown';

/** The values to judge: the newest one, and that of the newest bucket the watermark has closed. */
export interface JudgedValues {
  readonly newest: number | null;
  readonly closed: number | null;
}

/**
 * The state by the thresholds, `critical` first. A sum still grows until its bucket is closed, so `below` looks
 * at the newest closed bucket of a sum: else the tile would alarm at the start of every bucket.
 */
export function stateOf(kpi: KpiDefinition, values: JudgedValues): KpiState {
  if (values.newest === null) return 'unknown';
  const verdicts = { critical: crossed(kpi, kpi.critical, values), warn: crossed(kpi, kpi.warn, values) };
  if (verdicts.critical) return 'critical';
  if (verdicts.warn) return 'warn';
  return verdicts.critical === undefined || verdicts.warn === undefined ? 'unknown' : 'ok';
}

/** Which of the values a threshold judges. */
export const judgedBy = (
  { rollup }: Pick<KpiDefinition, 'rollup'>,
  threshold: Threshold,
): keyof JudgedValues => ('below' in threshold && rollup === 'sum' ? 'closed' : 'newest');

/** Undefined where the value it needs is not there yet. */
function crossed(
  kpi: KpiDefinition,
  threshold: Threshold | undefined,
  values: JudgedValues,
): boolean | undefined {
  if (!threshold) return false;
  const value = values[judgedBy(kpi, threshold)];
  if ('above' in threshold) return value !== null && value > threshold.above;
  return value === null ? undefined : value < threshold.below;
}
