import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS, toRfc3339 } from '@dataforge/kernel';
import { kpiDefinition } from '../testing/definitions.ts';
import { MAX_POINTS, planSeries, type SeriesRequest } from './series-plan.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 32, 10);
const minutes = kpiDefinition();
const hours = kpiDefinition({ id: 'webhooks.deliveries', grain: 'hour', keepDays: 90 });

const plan = (request: SeriesRequest, kpi = minutes) => {
  const result = planSeries(kpi, request, NOW);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const faults = (request: SeriesRequest, kpi = minutes) => {
  const result = planSeries(kpi, request, NOW);
  return result.ok ? [] : result.error;
};

describe('the plan of a series', () => {
  it('is the last hour by the minute for a KPI of minutes', () => {
    expect(plan({})).toEqual({
      from: Date.UTC(2026, 10, 23, 13, 32),
      to: Date.UTC(2026, 10, 23, 14, 33),
      stepMs: MINUTE_MS,
    });
  });

  it('is the last day by the hour for a KPI of hours, the running hour included', () => {
    expect(plan({}, hours)).toEqual({
      from: Date.UTC(2026, 10, 22, 14),
      to: Date.UTC(2026, 10, 23, 15),
      stepMs: HOUR_MS,
    });
  });

  it('widens the range to whole steps', () => {
    const asked = { from: '2026-11-23T10:50:00Z', to: '2026-11-23T12:10:00+00:00', step: '1h' };

    expect(plan(asked)).toMatchObject({
      from: Date.UTC(2026, 10, 23, 10),
      to: Date.UTC(2026, 10, 23, 13),
    });
  });

  it('chooses a step that makes at most 500 points', () => {
    expect(plan({ from: '2026-11-22T14:32:10Z' }).stepMs).toBe(5 * MINUTE_MS);
    expect(plan({ from: '2026-10-26T14:32:10Z' }).stepMs).toBe(2 * HOUR_MS);
    expect(plan({ from: '2026-10-26T14:32:10Z' }, hours).stepMs).toBe(2 * HOUR_MS);
  });

  it.each([
    [{ from: 'yesterday' }, 'from', 'RFC 3339'],
    [{ to: '2026-11-23' }, 'to', 'RFC 3339'],
    [{ step: '5 minutes' }, 'step', 'such as 5m'],
    [{ step: '90s' }, 'step', 'multiple of the grain'],
    [{ step: '31d' }, 'step', 'at most 30d'],
    [{ from: '2026-11-24T00:00:00Z' }, 'from', 'before to'],
    [{ from: '2026-09-01T00:00:00Z' }, 'from', 'at most 30 days'],
    [{ from: '0000-01-01T00:00:00+00:01' }, 'from', 'RFC 3339'],
    [{ to: '0000-01-01T00:00:00Z' }, 'from', 'before the year 0000'],
    [{ to: '0000-01-02T00:00:00Z', step: '14d' }, 'from', 'before the year 0000'],
    [{ from: '2026-11-01T00:00:00Z', step: '1m' }, 'step', 'use 10m or more'],
  ])('refuses %j with the remedy at its field', (request, field, remedy) => {
    expect(faults(request)).toEqual([{ field, detail: expect.stringContaining(remedy) }]);
  });

  it('names all faults at once', () => {
    expect(faults({ from: 'x', to: 'y', step: 'z' }).map((fault) => fault.field)).toEqual([
      'from',
      'to',
      'step',
    ]);
  });

  it('covers what was asked in whole steps, never in more points than allowed', () => {
    const spans = fc.record({
      from: fc.integer({ min: NOW - 29 * DAY_MS, max: NOW - 1 }),
      span: fc.integer({ min: 1, max: 29 * DAY_MS }),
      kpi: fc.constantFrom(minutes, hours),
      step: fc.option(fc.constantFrom('1h', '6h', '1d'), { nil: undefined }),
    });
    fc.assert(
      fc.property(spans, ({ from, span, kpi, step }) => {
        const planned = plan({ from: toRfc3339(from), to: toRfc3339(from + span), step }, kpi);

        expect(planned.from).toBeLessThanOrEqual(from);
        expect(planned.to).toBeGreaterThanOrEqual(from + span);
        expect(planned.from % planned.stepMs).toBe(0);
        expect((planned.to - planned.from) % planned.stepMs).toBe(0);
        expect((planned.to - planned.from) / planned.stepMs).toBeLessThanOrEqual(step ? MAX_POINTS : 500);
      }),
    );
  });
});
