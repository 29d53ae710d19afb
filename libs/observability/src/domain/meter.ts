import type { MetricDefinition, MetricSource } from './metrics.ts';

/** A counter that grows where something happens. */
export interface Meter {
  /** A value for each label of the metric. */
  add(amount: number, labels: Readonly<Record<string, string>>): void;
  readonly source: MetricSource;
}

export function meter(metric: MetricDefinition): Meter {
  const counts = new Map<string, { readonly labels: Readonly<Record<string, string>>; value: number }>();
  return {
    add(amount, labels) {
      const key = JSON.stringify(metric.labels.map((name) => labels[name]));
      const held = counts.get(key) ?? { labels, value: 0 };
      held.value += amount;
      counts.set(key, held);
    },
    source: async () => [...counts.values()].map(({ labels, value }) => ({ metric, labels, value })),
  };
}
