import type { MetricDefinition, MetricSource } from '@dataforge/observability';
import { isLive, SEVERITIES, type Alert } from './alert.ts';

const LIVE: MetricDefinition = {
  name: 'dataforge_alerts',
  kind: 'gauge',
  unit: 'count',
  help: 'Alerts that are not resolved, acknowledged or not, by the worst they have been',
  labels: ['severity'],
};

/** How many alerts there are, none included, so that silence is no alarm and no absence either. */
export const alertMetrics =
  (all: () => Promise<readonly Alert[]>): MetricSource =>
  async () => {
    const live = (await all()).filter(isLive);
    return SEVERITIES.map((severity) => ({
      metric: LIVE,
      labels: { severity },
      value: live.filter((alert) => alert.severity === severity).length,
    }));
  };
