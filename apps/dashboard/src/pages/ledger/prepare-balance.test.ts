import { line } from '../../accounts/ledger-line.testing.ts';
import { prepareBalance } from './prepare-balance.ts';

describe('the balance of the ledger', () => {
  const lines = [
    line({ stage: 'land', accepted: 9, landed: 8, inFlight: 1 }),
    line({ accepted: 5, refined: 3, duplicate: 1, quarantined: 1 }),
    line({ partition: 1, accepted: 4, refined: 3, expired: 1 }),
  ];

  it('adds the partitions of a stage up, and leaves out the terms that do not apply', () => {
    const [land, refine] = prepareBalance(lines, 'product');

    expect(land).toEqual({
      product: 'telemetry',
      stage: 'land',
      accepted: 9,
      done: 8,
      gone: 0,
      inFlight: 1,
      balanced: true,
      unaccounted: 0,
    });
    expect(refine).toMatchObject({
      accepted: 9,
      done: 6,
      duplicate: 1,
      quarantined: 1,
      filtered: 0,
      gone: 1,
    });
  });

  it('has a row for each partition', () => {
    expect(prepareBalance(lines, 'partition').map(({ stage, partition }) => [stage, partition])).toEqual([
      ['land', 0],
      ['refine', 0],
      ['refine', 1],
    ]);
  });

  it('does not let too many in one partition make up for too few in another', () => {
    const rows = prepareBalance(
      [
        line({ accepted: 5, refined: 6, balanced: false }),
        line({ partition: 1, accepted: 5, refined: 4, balanced: false }),
      ],
      'product',
    );

    expect(rows[0]).toMatchObject({ balanced: false, unaccounted: 2 });
  });
});
