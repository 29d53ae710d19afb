import type { Clock } from '@dataforge/kernel';
import { collect, type MetricSample, type MetricSource } from '../../domain/metrics.ts';

/** CloudWatch's names of units. */
const UNITS = { count: 'Count', seconds: 'Seconds', bytes: 'Bytes', percent: 'Percent' } as const;

/** One line holds as many metrics at the most. */
const MOST_METRICS = 100;

export interface EmfDeps {
  readonly sources: readonly MetricSource[];
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
  /** Takes a line of JSON, without its end: to the log that CloudWatch reads, as stdout is in a Lambda. */
  readonly write: (line: string) => void;
}

/**
 * Writes metrics as lines of a log in CloudWatch's embedded metric format, with each call: gauges as they are, counters by how
 * much they have grown since the call before. A counter that did not grow is left out, since CloudWatch adds up.
 */
export function emfMetrics(
  { sources, clock, onFailure, write }: EmfDeps,
  { namespace }: { readonly namespace: string },
): () => Promise<void> {
  const before = new Map<string, number>();

  function growth({ metric, labels, value }: MetricSample): number | undefined {
    if (metric.kind === 'gauge') return value;
    const key = `${metric.name} ${JSON.stringify(labels)}`;
    const grown = value - (before.get(key) ?? 0);
    before.set(key, value);
    return grown === 0 ? undefined : grown;
  }

  return async () => {
    const groups = new Map<string, { readonly sample: MetricSample; readonly value: number }[]>();
    for (const sample of await collect(sources, onFailure)) {
      const value = growth(sample);
      if (value === undefined || !Number.isFinite(value)) continue;
      // Metrics of the same labels share a line.
      const key = JSON.stringify(sample.labels);
      groups.set(key, [...(groups.get(key) ?? []), { sample, value }]);
    }
    for (const group of groups.values())
      for (let n = 0; n < group.length; n += MOST_METRICS)
        write(JSON.stringify(lineOf(group.slice(n, n + MOST_METRICS), namespace, clock.now())));
  };
}

function lineOf(
  group: readonly { readonly sample: MetricSample; readonly value: number }[],
  namespace: string,
  now: number,
) {
  const labels = group[0]?.sample.labels ?? {};
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(labels)],
          Metrics: group.map(({ sample: { metric } }) => ({ Name: metric.name, Unit: UNITS[metric.unit] })),
        },
      ],
    },
    ...labels,
    ...Object.fromEntries(group.map(({ sample, value }) => [sample.metric.name, value])),
  };
}
