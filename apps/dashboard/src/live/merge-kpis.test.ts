import type { KpiItem } from '@dataforge/live/protocol';
import type { Metric } from '../api/metrics.ts';
import { withPushed, withPushedPoints } from './merge-kpis.ts';

const at = (minute: number) => `2026-11-23T14:${String(minute).padStart(2, '0')}:00.000Z`;
const point = (minute: number, value: number | null, partial = false) => ({
  time: at(minute),
  value,
  corrected: false,
  partial,
});

const current = {
  value: 1,
  time: at(1),
  unit: 'K',
  watermark: at(1),
  corrected: false,
  partial: true,
  stale: false,
  state: 'ok' as const,
};

const metric = (kpi: string): Metric => ({
  kpi,
  product: 'telemetry',
  title: kpi,
  description: kpi,
  unit: 'K',
  grain: 'minute',
  direction: 'neutral',
  dimensions: [],
  step: '1m',
  current: { ...current, asOf: 0 },
  points: [point(0, 7), point(1, 1, true)],
});

const pushed = (points: KpiItem['points'], value = 2): ReadonlyMap<string, KpiItem> =>
  new Map([
    ['a', { kpi: 'a', product: 'telemetry', current: { ...current, value, appendedAt: at(2) }, points }],
  ]);

describe('current values with what was pushed', () => {
  it('are those pushed, as old as their newest record', () => {
    const [a] = withPushed([metric('a')], pushed([]));

    expect(a?.current).toMatchObject({ value: 2, asOf: Date.parse(at(2)) });
  });

  it('stay the same objects where nothing was pushed', () => {
    const held = metric('b');

    expect(withPushed([held], pushed([]))[0]).toBe(held);
  });
});

describe('a series with what was pushed', () => {
  it('closes its open window and goes on, in order of time', () => {
    const [a] = withPushedPoints([metric('a')], pushed([point(1, 3), point(2, 2, true)]), Date.parse(at(0)));

    expect(a?.points).toEqual([point(0, 7), point(1, 3), point(2, 2, true)]);
  });

  it('takes nothing from before what was asked for', () => {
    const [a] = withPushedPoints([metric('a')], pushed([point(0, 9)]), Date.parse(at(1)));

    expect(a?.points).toEqual([point(0, 7), point(1, 1, true)]);
  });

  it('of a longer step keeps its points: a sum of some of them would be wrong', () => {
    const held = { ...metric('a'), step: '5m' };

    const [a] = withPushedPoints([held], pushed([point(2, 2)]), 0);

    expect(a?.points).toBe(held.points);
    expect(a?.current.value).toBe(2);
  });
});
