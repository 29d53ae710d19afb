import type { MetricDefinition, MetricSource } from '@dataforge/observability';
import type { StageItem } from '../protocol/index.ts';

const LAG: MetricDefinition = {
  name: 'dataforge_stage_lag_seconds',
  kind: 'gauge',
  unit: 'seconds',
  help: 'How old the oldest record is that waits for a stage; of serve, how long what was served last had taken since it was accepted',
  labels: ['stage'],
};

/** How far behind the stages are, of which that is known. */
export const stageMetrics =
  (read: () => Promise<readonly StageItem[]>): MetricSource =>
  async () =>
    (await read()).flatMap(({ stage, lagMs }) =>
      lagMs === undefined ? [] : [{ metric: LAG, labels: { stage }, value: lagMs / 1_000 }],
    );
