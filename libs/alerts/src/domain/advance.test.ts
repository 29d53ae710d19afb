import fc from 'fast-check';
import { alertRule } from '../testing/alerts.ts';
import { advance, REOPEN_WITHIN_MS, type Track } from './advance.ts';
import { isLive, type Alert } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';

const T0 = 1_800_000_000_000;
const STEP_MS = 10_000;

/** Values seen ten seconds apart, and every alert that came of them, as `advance` would keep them. */
function run(rule: AlertRule) {
  const alerts = new Map<string, Alert>();
  let track: Track = {};
  let newest: string | undefined;
  let now = T0;
  const see = (...values: readonly (number | null)[]): Alert | undefined => {
    for (const value of values) {
      const held = newest === undefined ? undefined : alerts.get(newest);
      const moved = advance(rule, track, held, { value, cause: `It is ${value}.` }, now);
      track = moved.track;
      if (moved.alert) {
        newest = moved.alert.id;
        alerts.set(newest, moved.alert);
      }
      now += STEP_MS;
    }
    return newest === undefined ? undefined : alerts.get(newest);
  };
  const acknowledge = (): void => {
    const held = newest === undefined ? undefined : alerts.get(newest);
    if (held?.state === 'open')
      alerts.set(held.id, { ...held, state: 'acknowledged', acknowledgedBy: 'ada', acknowledgedAt: now });
  };
  return {
    see,
    acknowledge,
    wait: (ms: number) => void (now += ms),
    alerts: () => [...alerts.values()],
    newest: () => (newest === undefined ? undefined : alerts.get(newest)),
  };
}

const times = (count: number, value: number) => Array<number>(count).fill(value);

describe('an alert', () => {
  it('opens once values have been bad for as long as the rule says, since the first of them', () => {
    const { see } = run(alertRule());

    expect(see(61, 62, 63)).toBeUndefined();
    expect(see(64)).toEqual({
      id: `telemetry.freshness-${T0}`,
      rule: 'telemetry.freshness',
      kind: 'freshness',
      severity: 'warning',
      product: 'telemetry',
      title: 'Telemetry: accepted records wait too long for gold',
      cause: 'It is 64.',
      value: 64,
      threshold: 60,
      unit: 's',
      since: T0,
      updatedAt: T0 + 30_000,
      state: 'open',
      occurrences: 1,
    });
  });

  it.each([
    ['a good one', 10],
    ['one between the levels', 45],
    ['one that cannot be told', null],
  ])('does not open when %s comes between bad values', (_what, value) => {
    expect(run(alertRule()).see(99, 99, 99, value, 99, 99, 99)).toBeUndefined();
  });

  it('opens at once where the rule waits for nothing', () => {
    expect(run(alertRule({ openAfterMs: 0 })).see(61)?.state).toBe('open');
  });

  it('is critical once values have been so for as long, and stays it until it resolves', () => {
    const { see } = run(alertRule());

    expect(see(...times(4, 400))).toMatchObject({ severity: 'critical', threshold: 300 });
    expect(see(70)).toMatchObject({ severity: 'critical', threshold: 300, value: 70, state: 'open' });
  });

  it('is no more than a warning for a single critical value', () => {
    expect(run(alertRule()).see(...times(4, 70), 400, 70)).toMatchObject({ severity: 'warning' });
  });

  it('is critical where the rule knows nothing less', () => {
    const rule = alertRule({ levels: { critical: 0 }, clear: 0 });

    expect(run(rule).see(...times(4, 1))).toMatchObject({ severity: 'critical', threshold: 0 });
  });

  it('resolves once values have been well for as long as the rule says', () => {
    const { see } = run(alertRule());
    see(...times(4, 70));

    expect(see(...times(6, 30))?.state).toBe('open');
    expect(see(30)).toMatchObject({ state: 'resolved', resolvedAt: T0 + 100_000, value: 30 });
  });

  it('watches the other side where less is worse', () => {
    const { see } = run(alertRule({ bad: 'below', levels: { warning: 99.9, critical: 99 }, clear: 99.95 }));

    expect(see(...times(4, 99.5))).toMatchObject({ severity: 'warning', state: 'open' });
    expect(see(...times(9, 99.92))?.state).toBe('open');
    expect(see(...times(7, 100))?.state).toBe('resolved');
  });

  it('is the same one when it comes back within an hour, and whoever looks after it still does', () => {
    const { see, acknowledge, wait, alerts } = run(alertRule());
    see(...times(4, 70));
    acknowledge();
    see(...times(7, 0));
    wait(REOPEN_WITHIN_MS / 2);

    see(...times(4, 70));

    expect(alerts()).toMatchObject([
      { state: 'acknowledged', acknowledgedBy: 'ada', occurrences: 2, since: T0 },
    ]);
    expect(alerts()[0]).not.toHaveProperty('resolvedAt');
  });

  it('is another one when it comes back later', () => {
    const { see, wait, alerts } = run(alertRule());
    see(...times(4, 70), ...times(7, 0));
    wait(REOPEN_WITHIN_MS + 1);

    see(...times(4, 70));

    expect(alerts().map(({ state, occurrences }) => [state, occurrences])).toEqual([
      ['resolved', 1],
      ['open', 1],
    ]);
  });
});

describe('any values', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 400 }), fc.constant(null));

  it('between the levels never change an alert’s state', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.integer({ min: 31, max: 60 })), (live, values) => {
        const { see } = run(alertRule());
        const before = live ? see(...times(4, 70))?.state : undefined;
        expect(see(...values)?.state).toBe(before);
      }),
    );
  });

  it('never have more than one alert of a rule that is not resolved, nor two of one time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.constantFrom(0, 60_000, REOPEN_WITHIN_MS))), (seen) => {
        const { see, wait, alerts } = run(alertRule({ openAfterMs: 0, resolveAfterMs: 10_000 }));
        for (const [next, pause] of seen) {
          see(next);
          expect(alerts().filter(isLive).length).toBeLessThanOrEqual(1);
          wait(pause);
        }
        expect(new Set(alerts().map(({ id }) => id)).size).toBe(alerts().length);
      }),
    );
  });

  it('never lose an acknowledgement, and give every live alert a level that it is beyond or was', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(value, fc.constant('ack' as const)), { maxLength: 60 }), (seen) => {
        const { see, acknowledge, alerts } = run(alertRule({ openAfterMs: 0, resolveAfterMs: 10_000 }));
        const acknowledged = new Set<string>();
        for (const next of seen) {
          if (next === 'ack') acknowledge();
          else see(next);
          for (const alert of alerts()) {
            if (alert.state === 'acknowledged') acknowledged.add(alert.id);
            expect(acknowledged.has(alert.id)).toBe(alert.acknowledgedBy === 'ada');
            expect(alert.threshold).toBe(alert.severity === 'critical' ? 300 : 60);
          }
        }
      }),
    );
  });

  it('open nothing and resolve nothing while they cannot be told', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), fc.integer({ min: 1, max: 40 }), (seen, silent) => {
        const { see, newest } = run(alertRule());
        see(...seen);
        const before = newest();
        see(...Array<null>(silent).fill(null));
        expect(newest()).toEqual(before);
      }),
    );
  });
});
