import type { KpiPoint } from '../ports/kpi-store.ts';

/** A point for tests, with whatever differs. */
export const kpiPoint = (bucket: number, value: number | null, rest: Partial<KpiPoint> = {}): KpiPoint => ({
  kpi: 'telemetry.readings',
  bucket,
  value,
  weight: 1,
  corrections: 0,
  watermark: null,
  appendedAt: bucket,
  sequence: 1,
  ...rest,
});
