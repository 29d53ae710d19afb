import type { KpiDefinition } from '@dataforge/products';

/** A KPI of minutes for tests, with whatever differs. */
export const kpiDefinition = (rest: Partial<KpiDefinition> = {}): KpiDefinition => ({
  id: 'telemetry.readings',
  product: 'telemetry',
  title: 'Readings a minute',
  description: 'How many readings came in.',
  unit: '1',
  model: 'device_minutes',
  grain: 'minute',
  value: 'SUM(count)',
  weight: 'SUM(count)',
  rollup: 'sum',
  direction: 'neutral',
  keepDays: 30,
  freshnessSlaMs: 60_000,
  ...rest,
});
