import type { MetricDefinition, MetricSource } from '@dataforge/observability';
import { COUNT_OF, type Counts, type LedgerLine, type Stage } from './ledger-line.ts';

const RECORDS: MetricDefinition = {
  name: 'dataforge_ledger_records',
  kind: 'gauge',
  unit: 'count',
  help: 'Records of a product at a stage, by where they are: accepted is all of them',
  labels: ['product', 'stage', 'count'],
};
const UNBALANCED: MetricDefinition = {
  name: 'dataforge_ledger_unbalanced_partitions',
  kind: 'gauge',
  unit: 'count',
  help: 'Partitions of a product whose counts at a stage do not add up',
  labels: ['product', 'stage'],
};

/** Where a stage's records can be. Fates are counted by refining; `expired` and `erased` are also what landing lost to retention. */
const COUNTS: Readonly<Record<Stage, readonly (keyof Counts)[]>> = {
  land: ['accepted', 'landed', 'expired', 'erased', 'inFlight'],
  refine: ['accepted', ...Object.values(COUNT_OF), 'inFlight'],
};

/** The ledger as metrics, its partitions together; `read` gives a line for each partition, without minutes. */
export const ledgerMetrics =
  (read: () => Promise<readonly LedgerLine[]>): MetricSource =>
  async () => {
    const lines = await read();
    const places = new Map(lines.map(({ product, stage }) => [`${stage} ${product}`, { product, stage }]));
    return [...places.values()].flatMap((labels) => {
      const here = lines.filter(({ product, stage }) => product === labels.product && stage === labels.stage);
      return [
        ...COUNTS[labels.stage].map((count) => ({
          metric: RECORDS,
          labels: { ...labels, count },
          value: here.reduce((sum, line) => sum + line[count], 0),
        })),
        { metric: UNBALANCED, labels, value: here.filter(({ balanced }) => !balanced).length },
      ];
    });
  };
