import { simulatedClock } from '@dataforge/testkit';
import { meter } from '../../domain/meter.ts';
import type { MetricDefinition, MetricSample } from '../../domain/metrics.ts';
import { emfMetrics } from './index.ts';

const definition = (rest: Partial<MetricDefinition>): MetricDefinition => ({
  name: 'dataforge_http_requests_total',
  help: 'Requests that were answered.',
  kind: 'counter',
  unit: 'count',
  labels: ['route'],
  ...rest,
});

describe('metrics in the embedded metric format', () => {
  it('are lines by their labels: gauges as they are, counters as they have grown', async () => {
    const requests = meter(definition({}));
    const seconds = meter(definition({ name: 'dataforge_http_seconds_total', unit: 'seconds' }));
    const lag: MetricSample = {
      metric: definition({ name: 'dataforge_lag_records', kind: 'gauge', labels: [] }),
      labels: {},
      value: 7,
    };
    const lines: Record<string, unknown>[] = [];
    const flush = emfMetrics(
      {
        sources: [requests.source, seconds.source, async () => [lag]],
        clock: simulatedClock(1_800_000_000_000),
        onFailure: () => undefined,
        write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
      },
      { namespace: 'DataForge' },
    );
    requests.add(3, { route: '/events' });
    seconds.add(0.25, { route: '/events' });
    await flush();
    requests.add(2, { route: '/events' });
    requests.add(1, { route: '/metrics' });
    await flush();
    await flush();

    expect(lines[0]).toEqual({
      _aws: {
        Timestamp: 1_800_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'DataForge',
            Dimensions: [['route']],
            Metrics: [
              { Name: 'dataforge_http_requests_total', Unit: 'Count' },
              { Name: 'dataforge_http_seconds_total', Unit: 'Seconds' },
            ],
          },
        ],
      },
      route: '/events',
      dataforge_http_requests_total: 3,
      dataforge_http_seconds_total: 0.25,
    });
    const told = lines.map(({ _aws, ...rest }) => rest);
    expect(told.slice(1)).toEqual([
      { dataforge_lag_records: 7 },
      { route: '/events', dataforge_http_requests_total: 2 },
      { route: '/metrics', dataforge_http_requests_total: 1 },
      { dataforge_lag_records: 7 },
      { dataforge_lag_records: 7 },
    ]);
  });

  it('are no more than a line may hold, and no numbers that are none', async () => {
    const many = Array.from({ length: 150 }, (_, n): MetricSample => ({
      metric: definition({ name: `dataforge_${n}`, kind: 'gauge', labels: [] }),
      labels: {},
      value: n === 0 ? Number.NaN : n,
    }));
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    await emfMetrics(
      { sources: [async () => many], clock: simulatedClock(0), onFailure: () => undefined, write },
      { namespace: 'DataForge' },
    )();
    const metricsIn = (line: string) =>
      (JSON.parse(line) as { _aws: { CloudWatchMetrics: { Metrics: unknown[] }[] } })._aws
        .CloudWatchMetrics[0]?.Metrics.length;
    expect(lines.map(metricsIn)).toEqual([100, 49]);
  });
});
