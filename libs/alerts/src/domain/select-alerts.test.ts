import fc from 'fast-check';
import { alertOf } from '../testing/alerts.ts';
import { byNewest } from './alert.ts';
import { selectAlerts, type AlertPlace } from './select-alerts.ts';

const alerts = [
  alertOf({ id: 'a', since: 1 }),
  alertOf({ id: 'c', since: 3, state: 'resolved', product: 'webhooks' }),
  alertOf({ id: 'b', since: 3, state: 'acknowledged', severity: 'critical' }),
];
const ids = (query: Partial<Parameters<typeof selectAlerts>[1]>) =>
  selectAlerts(alerts, { limit: 10, ...query }).items.map(({ id }) => id);

describe('listing alerts', () => {
  it('has the newest first, and an order among those of one time', () => {
    expect(ids({})).toEqual(['c', 'b', 'a']);
  });

  it('has those that are asked for', () => {
    expect(ids({ states: ['open', 'acknowledged'] })).toEqual(['b', 'a']);
    expect(ids({ product: 'webhooks' })).toEqual(['c']);
    expect(ids({ severity: 'critical' })).toEqual(['b']);
    expect(ids({ severity: 'critical', states: ['open'] })).toEqual([]);
  });

  it('gives pages that together hold each alert once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), fc.integer({ min: 1, max: 4 }), (times, limit) => {
        const all = times.map((since, i) => alertOf({ id: String(i), since }));
        const paged: string[] = [];
        for (let after: AlertPlace | undefined, more = true; more; more = after !== undefined) {
          const page = selectAlerts(all, { limit, after });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          paged.push(...page.items.map(({ id }) => id));
          after = page.next;
        }
        expect(paged).toEqual([...all].sort(byNewest).map(({ id }) => id));
      }),
    );
  });
});
