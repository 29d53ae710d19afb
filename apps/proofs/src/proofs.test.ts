import { describeOnKafka, describeOnMinistack, SERVER_START_MS } from '@dataforge/stack/testing';
import { proofs, type Proof } from './proofs.ts';

const runs = (chosen: readonly Proof[], timeoutMs: number) =>
  it.each(chosen)(
    '$name: $claim',
    async ({ run }) => {
      const report = await run('reduced');
      expect(report.faults).toEqual([]);
    },
    timeoutMs,
  );

describe('the proofs, in their reduced size', () => {
  runs(
    proofs.filter(({ onStack }) => !onStack),
    300_000,
  );
});

describeOnKafka('the proofs on Kafka, in their reduced size', () =>
  describeOnMinistack("and an endpoint with AWS's APIs", () => {
    runs(
      proofs.filter(({ onStack }) => onStack),
      SERVER_START_MS,
    );
  }),
);
