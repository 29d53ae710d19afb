import { proofs } from './proofs.ts';

describe('the proofs, in their reduced size', () => {
  it.each(proofs)(
    '$name: $claim',
    async ({ run }) => {
      const report = await run('reduced');
      expect(report.faults).toEqual([]);
    },
    300_000,
  );
});
