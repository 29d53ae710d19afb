import { meter, type MetricDefinition, type MetricSource } from '@dataforge/observability';

/** What landing one object says about the quality of a partition's records. */
export interface LandedQuality {
  readonly topic: string;
  readonly records: number;
  /** Of their values, as they came. */
  readonly bytes: number;
  /** Records that keep their product's contract. */
  readonly valid: number;
  /** Records that break it. */
  readonly invalid: number;
  /** Records that are no event of the product at all. */
  readonly deadLetters: number;
  /** How long the first of them waited from its append to its landing, ms. */
  readonly lagMs: number;
}

export interface LandingMeters {
  landed(quality: LandedQuality): void;
  readonly sources: readonly MetricSource[];
}

const counter = (
  name: string,
  unit: 'count' | 'bytes',
  help: string,
  labels: readonly string[] = ['topic'],
): MetricDefinition => ({ name: `dataforge_landed_${name}`, kind: 'counter', unit, help, labels });

const RECORDS = counter('records_total', 'count', 'Records landed');
const BYTES = counter('bytes_total', 'bytes', 'Bytes of their values');
const JUDGED = counter(
  'judged_records_total',
  'count',
  "Records landed, by what their product's contract says: valid, invalid, or dead-letter where they are no event of it",
  ['topic', 'judgement'],
);
const LAG: MetricDefinition = {
  name: 'dataforge_landed_lag_seconds',
  kind: 'gauge',
  unit: 'seconds',
  help: 'How long the record that waited longest for its landing had waited, since this was asked last',
  labels: ['topic'],
};

/** Counts what lands, each record once: by whoever moved the landing index past it. */
export function landingMeters(): LandingMeters {
  const [records, bytes, judged] = [meter(RECORDS), meter(BYTES), meter(JUDGED)];
  let lags = new Map<string, number>();
  const lag: MetricSource = async () => {
    const told = lags;
    lags = new Map();
    return [...told].map(([topic, ms]) => ({ metric: LAG, labels: { topic }, value: ms / 1_000 }));
  };
  return {
    landed({ topic, lagMs, ...counts }) {
      records.add(counts.records, { topic });
      bytes.add(counts.bytes, { topic });
      judged.add(counts.valid, { topic, judgement: 'valid' });
      judged.add(counts.invalid, { topic, judgement: 'invalid' });
      judged.add(counts.deadLetters, { topic, judgement: 'dead-letter' });
      lags.set(topic, Math.max(lagMs, lags.get(topic) ?? 0));
    },
    sources: [records.source, bytes.source, judged.source, lag],
  };
}
