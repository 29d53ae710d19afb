import { ledgerMetrics } from './ledger-metrics.ts';
import { NOTHING, type LedgerLine } from './ledger-line.ts';

const line = (rest: Partial<LedgerLine>): LedgerLine => ({
  ...NOTHING,
  ...{ product: 'telemetry', stage: 'refine', topic: 't', partition: 0, balanced: true },
  ...rest,
});

describe('the ledger as metrics', () => {
  it('adds up the partitions of a product and stage, and counts those that do not balance', async () => {
    const read = ledgerMetrics(async () => [
      line({ accepted: 5, refined: 4, inFlight: 1 }),
      line({ partition: 1, accepted: 3, refined: 1, balanced: false }),
      line({ stage: 'land', accepted: 8, landed: 8 }),
    ]);

    const samples = await read();

    const valueOf = (stage: string, count?: string) =>
      samples.find(({ labels }) => labels['stage'] === stage && labels['count'] === count)?.value;
    const counts = ['accepted', 'refined', 'quarantined', 'inFlight', 'landed'];
    expect(counts.map((count) => valueOf('refine', count))).toEqual([8, 5, 0, 1, undefined]);
    expect(counts.map((count) => valueOf('land', count))).toEqual([8, undefined, undefined, 0, 8]);
    expect([valueOf('refine'), valueOf('land')]).toEqual([1, 0]);
  });

  it('has a value for each of its labels', async () => {
    for (const { metric, labels } of await ledgerMetrics(async () => [line({})])())
      expect(Object.keys(labels)).toEqual(metric.labels);
  });
});
