import { kpiDefinition } from '../testing/definitions.ts';
import { kpiPoint } from '../testing/points.ts';
import { currentOf } from './current.ts';

const MINUTE = 60_000;
const kpi = kpiDefinition({ unit: 'K', freshnessSlaMs: 5_000 });

describe('the current value of a KPI', () => {
  it('has nothing to show, and is stale, before the first point', () => {
    expect(currentOf(kpi, [], null, 1_000)).toEqual({
      value: null,
      time: null,
      unit: 'K',
      watermark: null,
      ageMs: null,
      corrected: false,
      partial: false,
      stale: true,
      state: 'unknown',
    });
  });

  it('is the newest bucket with its age by append time and the bucket before', () => {
    const tail = [kpiPoint(MINUTE, 4), kpiPoint(2 * MINUTE, 7, { corrections: 1, appendedAt: 150_000 })];

    expect(currentOf(kpi, tail, 130_000, 154_000)).toEqual({
      value: 7,
      time: 2 * MINUTE,
      unit: 'K',
      watermark: 130_000,
      ageMs: 4_000,
      corrected: true,
      partial: true,
      stale: false,
      state: 'ok',
      previous: { value: 4, time: MINUTE },
    });
  });

  it('is stale once it is older than the KPI promises', () => {
    const tail = [kpiPoint(MINUTE, 4, { appendedAt: 100_000 })];

    expect(currentOf(kpi, tail, null, 105_000).stale).toBe(false);
    expect(currentOf(kpi, tail, null, 105_001).stale).toBe(true);
  });

  it('is no longer partial when the watermark has reached the end of its bucket', () => {
    const tail = [kpiPoint(MINUTE, 4)];

    expect(currentOf(kpi, tail, 2 * MINUTE - 1, 0).partial).toBe(true);
    expect(currentOf(kpi, tail, 2 * MINUTE, 0).partial).toBe(false);
  });

  it('has no previous value across a gap', () => {
    expect(currentOf(kpi, [kpiPoint(MINUTE, 4), kpiPoint(3 * MINUTE, 5)], null, 0)).not.toHaveProperty(
      'previous',
    );
    expect(currentOf(kpi, [kpiPoint(2 * MINUTE, null), kpiPoint(3 * MINUTE, 5)], null, 0)).not.toHaveProperty(
      'previous',
    );
  });

  it('judges a sum by its newest closed bucket where less is worse', () => {
    const lower = kpiDefinition({ warn: { below: 100 } });
    const tail = [kpiPoint(MINUTE, 50), kpiPoint(2 * MINUTE, 500), kpiPoint(3 * MINUTE, 1)];

    expect(currentOf(lower, tail, 2 * MINUTE, 0).state).toBe('warn');
    expect(currentOf(lower, tail, 3 * MINUTE, 0).state).toBe('ok');
    expect(currentOf(lower, tail, 30 * MINUTE, 0).state).toBe('warn');
  });

  it('is never younger than now, whatever the clocks say', () => {
    expect(currentOf(kpi, [kpiPoint(MINUTE, 4, { appendedAt: 9_000 })], null, 8_000).ageMs).toBe(0);
  });
});
