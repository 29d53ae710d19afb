/** What a metric counts or shows. A counter only grows while the process runs; a gauge is as it is now. */
export interface MetricDefinition {
  /** As Prometheus names metrics: `dataforge_`, words, the unit, `_total` for a counter. */
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly unit: 'count' | 'seconds' | 'bytes' | 'percent';
  readonly labels: readonly string[];
}

/** A value of a metric, for one value of each of its labels. */
export interface MetricSample {
  readonly metric: MetricDefinition;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Gives its metrics as they are now, the same ones each time or more of them. */
export type MetricSource = () => Promise<readonly MetricSample[]>;

/** All samples of all sources; what one of them cannot tell is left out, and told to `onFailure`. */
export async function collect(
  sources: readonly MetricSource[],
  onFailure: (error: unknown) => void,
): Promise<readonly MetricSample[]> {
  const collected = await Promise.allSettled(sources.map((source) => source()));
  return collected.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return outcome.value;
    onFailure(outcome.reason);
    return [];
  });
}
