import type { LedgerLine } from '../../api/ledger.ts';
import { missingOf, prepareAccounts } from './prepare-accounts.ts';

const line = (counts: Partial<LedgerLine>): LedgerLine => ({
  product: 'telemetry',
  stage: 'refine',
  topic: 'telemetry.readings',
  partition: 0,
  accepted: 0,
  landed: 0,
  refined: 0,
  duplicate: 0,
  quarantined: 0,
  deadLettered: 0,
  filtered: 0,
  discarded: 0,
  expired: 0,
  erased: 0,
  inFlight: 0,
  balanced: true,
  ...counts,
});

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

  it('tells how many records a line cannot account for', () => {
    const open = line({ accepted: 10, refined: 7, balanced: false });

    expect(missingOf(open)).toBe(3);
    expect(prepareAccounts([open])).toMatchObject({ unbalanced: 1, unaccounted: 3 });
  });
});
