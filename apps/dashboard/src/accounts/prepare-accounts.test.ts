import { line } from './ledger-line.testing.ts';
import { missingOf } from './missing-of.ts';
import { prepareAccounts } from './prepare-accounts.ts';

describe('the accounts of the overview', () => {
  it('adds the refine stage up and leaves landing out of the equation', () => {
    const accounts = prepareAccounts([
      line({ stage: 'land', accepted: 10, landed: 8, inFlight: 2 }),
      line({ accepted: 10, refined: 7, duplicate: 1, quarantined: 1, inFlight: 1 }),
      line({ product: 'webhooks', accepted: 5, refined: 4, expired: 1 }),
    ]);

    expect(accounts).toMatchObject({
      accepted: 15,
      refined: 11,
      inFlight: 1,
      landing: 2,
      gone: 1,
      unbalanced: 0,
    });
  });

  it('counts the stages of products, however many partitions they have', () => {
    const accounts = prepareAccounts([
      line({ partition: 0 }),
      line({ partition: 1, balanced: false }),
      line({ partition: 2, balanced: false }),
      line({ stage: 'land' }),
    ]);

    expect(accounts).toMatchObject({ lines: 2, unbalanced: 1 });
  });

  it('tells how many records a line cannot account for', () => {
    const open = line({ accepted: 10, refined: 7, balanced: false });

    expect(missingOf(open)).toBe(3);
    expect(prepareAccounts([open])).toMatchObject({ unbalanced: 1, unaccounted: 3 });
  });
});
