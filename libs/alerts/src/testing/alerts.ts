import type { Alert } from '../domain/alert.ts';
import type { AlertRule } from '../domain/alert-rule.ts';

/** An alert for tests, with whatever differs. */
export const alertOf = (rest: Partial<Alert> = {}): Alert => ({
  id: 'telemetry.freshness-1800000000000',
  rule: 'telemetry.freshness',
  kind: 'freshness',
  severity: 'warning',
  product: 'telemetry',
  title: 'Telemetry: accepted records wait too long for gold',
  cause: 'A record waits.',
  value: 90,
  threshold: 60,
  unit: 's',
  since: 1_800_000_000_000,
  updatedAt: 1_800_000_030_000,
  state: 'open',
  occurrences: 1,
  ...rest,
});

/** Bad above 60, critical above 300, well again at 30; opens after 30 seconds, resolves after a minute. */
export const alertRule = (rest: Partial<AlertRule> = {}): AlertRule => ({
  id: 'telemetry.freshness',
  kind: 'freshness',
  product: 'telemetry',
  title: 'Telemetry: accepted records wait too long for gold',
  unit: 's',
  bad: 'above',
  levels: { warning: 60, critical: 300 },
  clear: 30,
  openAfterMs: 30_000,
  resolveAfterMs: 60_000,
  ...rest,
});
