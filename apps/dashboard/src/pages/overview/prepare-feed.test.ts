import type { Alert } from '@dataforge/api-client';
import { openCount, prepareFeed, whenText } from './prepare-feed.ts';

const alert = (id: string, changes: Partial<Alert> = {}): Alert => ({
  id,
  rule: id,
  kind: 'threshold',
  severity: 'warning',
  product: 'telemetry',
  title: id,
  cause: 'too hot',
  value: 1,
  threshold: 0,
  unit: '1',
  since: '2026-11-23T14:10:00.000Z',
  updatedAt: '2026-11-23T14:10:00.000Z',
  state: 'open',
  occurrences: 1,
  runbook: '/docs/runbooks/threshold',
  ...changes,
});

const resolved = { state: 'resolved', resolvedAt: '2026-11-23T14:18:00.000Z' } as const;
const NOW = Date.parse('2026-11-23T15:00:00Z');

describe('the alert feed', () => {
  it('has what is open on top, the worst first, and what is over at the end', () => {
    const alerts = [
      alert('over', { ...resolved, severity: 'critical' }),
      alert('seen', { state: 'acknowledged' }),
      alert('warns'),
      alert('burns', { severity: 'critical' }),
    ];

    expect(prepareFeed(alerts, 'all', 'op-1').map(({ id }) => id)).toEqual([
      'burns',
      'warns',
      'seen',
      'over',
    ]);
  });

  it('has the newest first among equals', () => {
    const alerts = [alert('old'), alert('new', { since: '2026-11-23T14:20:00.000Z' })];

    expect(prepareFeed(alerts, 'all', 'op-1').map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it('can be narrowed to what is open, and to what one acknowledged', () => {
    const alerts = [alert('a'), alert('b', { state: 'acknowledged', acknowledgedBy: 'op-1' })];

    expect(prepareFeed(alerts, 'open', 'op-1').map(({ id }) => id)).toEqual(['a']);
    expect(prepareFeed(alerts, 'mine', 'op-1').map(({ id }) => id)).toEqual(['b']);
  });

  it('counts what is open', () => {
    expect(openCount([alert('a'), alert('b', resolved)])).toBe(1);
  });
});

describe('when an alert held', () => {
  it('is since when, or from when to when and how long', () => {
    expect(whenText(alert('a'), NOW)).toBe('since 14:10');
    expect(whenText(alert('a', resolved), NOW)).toBe('14:10 – 14:18, 8 min');
  });

  it('names the day where it was another', () => {
    expect(whenText(alert('a', { since: '2026-11-20T14:10:00.000Z' }), NOW)).toBe('since 11-20 14:10');
  });
});
