import { alertOf } from '../testing/alerts.ts';
import { alertMetrics } from './alert-metrics.ts';

describe('alerts as metrics', () => {
  it('are counted by severity while they are not resolved, and where there are none', async () => {
    const read = alertMetrics(async () => [
      alertOf({ id: 'a-1', severity: 'warning' }),
      alertOf({ id: 'b-1', severity: 'warning', state: 'acknowledged' }),
      alertOf({ id: 'c-1', severity: 'critical', state: 'resolved' }),
    ]);

    expect((await read()).map(({ labels, value }) => [labels['severity'], value])).toEqual([
      ['warning', 2],
      ['critical', 0],
    ]);
  });
});
