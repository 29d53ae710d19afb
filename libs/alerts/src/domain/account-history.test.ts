import { NOTHING, type Counts, type LedgerLine } from '@dataforge/ledger';
import { accountHistory } from './account-history.ts';

const MINUTE = 60_000;
const T0 = 1_800_000_000_000;

const line = (stage: LedgerLine['stage'], partition: number, counts: Partial<Counts>): LedgerLine => ({
  product: 'telemetry',
  topic: 'telemetry.readings',
  stage,
  partition,
  ...NOTHING,
  ...counts,
  balanced: true,
});

describe('failures', () => {
  /** Each account: minute, records with a fate, failed ones among them. */
  const after = (...accounts: readonly (readonly [number, number, number])[]) => {
    const history = accountHistory();
    for (const [minute, accepted, quarantined] of accounts)
      history.add(T0 + minute * MINUTE, [line('refine', 0, { accepted, quarantined })]);
    return history.failures(5 * MINUTE);
  };

  it('are those of the window, whatever was before', () => {
    expect(after([0, 1_000, 900], [3, 1_000, 900], [8, 1_100, 910])).toEqual({ failed: 10, fated: 100 });
  });

  it('go further back where the window holds too few', () => {
    expect(after([0, 1_000, 0], [3, 1_015, 10], [8, 1_020, 10])).toEqual({ failed: 10, fated: 20 });
  });

  it('cannot be told of nothing, of one account, of too few', () => {
    expect(accountHistory().failures(MINUTE)).toBeUndefined();
    expect(after([0, 1_000, 900])).toBeUndefined();
    expect(after([0, 1_000, 900], [1, 1_019, 919])).toBeUndefined();
  });

  it('forget what is more than an hour ago', () => {
    expect(after([0, 0, 0], [61, 1_000, 1_000], [122, 1_000, 1_000])).toBeUndefined();
  });

  it('are not mended by what expires in quarantine', () => {
    expect(after([0, 1_000, 900], [6, 1_100, 400])).toEqual({ failed: 0, fated: 100 });
  });

  it('count dead letters and quarantine, of all partitions', () => {
    const history = accountHistory();
    history.add(T0, [line('refine', 0, {}), line('land', 0, { accepted: 500 })]);
    history.add(T0 + MINUTE, [
      line('refine', 0, { accepted: 20, deadLettered: 2, inFlight: 1 }),
      line('refine', 1, { accepted: 10, quarantined: 3 }),
    ]);

    expect(history.failures(5 * MINUTE)).toEqual({ failed: 5, fated: 29 });
  });
});

describe('what is overdue', () => {
  type Seen = readonly [minute: number, lines: readonly LedgerLine[]];
  const overdue = (...seen: readonly Seen[]) => {
    const history = accountHistory();
    for (const [minute, lines] of seen) history.add(T0 + minute * MINUTE, lines);
    return history.overdue(5 * MINUTE, 5 * MINUTE);
  };
  const refine = (accepted: number, inFlight: number, partition = 0) =>
    line('refine', partition, { accepted, inFlight });

  it('cannot be told before records can be due', () => {
    expect(overdue()).toBeUndefined();
    expect(overdue([0, [refine(100, 100)]], [4, [refine(200, 200)]])).toBeUndefined();
  });

  it('is nothing where all that was accepted then is done, whatever came since', () => {
    expect(overdue([0, [refine(0, 0)]], [1, [refine(100, 100)]], [6, [refine(500, 400)]])).toEqual({
      overdue: 0,
      accepted: 100,
    });
  });

  it('is what was accepted then and is still in flight', () => {
    expect(overdue([0, [refine(0, 0)]], [1, [refine(100, 100)]], [6, [refine(500, 430)]])).toEqual({
      overdue: 30,
      accepted: 100,
    });
  });

  it('is not made up for by another partition, nor by the other stage', () => {
    const land = (accepted: number, inFlight: number) => line('land', 0, { accepted, inFlight });

    expect(
      overdue(
        [0, [refine(0, 0), refine(0, 0, 1), land(0, 0)]],
        [1, [refine(50, 0), refine(50, 50, 1), land(50, 50)]],
        [6, [refine(900, 0), refine(50, 50, 1), land(900, 890)]],
      ),
    ).toEqual({ overdue: 50, accepted: 100 });
  });

  it('does not hold what nothing accounts for', () => {
    const lost = line('refine', 0, { accepted: 100, refined: 10, balanced: false } as Partial<Counts>);

    expect(overdue([0, [lost]], [6, [lost]])).toEqual({ overdue: 0, accepted: 0 });
  });
});
