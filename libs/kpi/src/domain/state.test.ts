import { kpiDefinition } from '../testing/definitions.ts';
import { stateOf } from './state.ts';

describe('the state of a KPI', () => {
  const upper = kpiDefinition({ rollup: 'mean', warn: { above: 10 }, critical: { above: 20 } });

  it.each([
    [10, 'ok'],
    [10.1, 'warn'],
    [20, 'warn'],
    [21, 'critical'],
  ] as const)('of %d, with a warning above 10 and critical above 20, is %s', (newest, state) => {
    expect(stateOf(upper, { newest, closed: null })).toBe(state);
  });

  it('is unknown without a value', () => {
    expect(stateOf(upper, { newest: null, closed: 99 })).toBe('unknown');
  });

  it('is ok without thresholds', () => {
    expect(stateOf(kpiDefinition(), { newest: 1e9, closed: null })).toBe('ok');
  });

  describe('of a sum with a lower threshold', () => {
    const lower = kpiDefinition({ rollup: 'sum', warn: { below: 100 }, critical: { below: 10 } });

    it('does not alarm while the newest bucket still grows', () => {
      expect(stateOf(lower, { newest: 1, closed: 500 })).toBe('ok');
    });

    it('alarms by the newest closed bucket', () => {
      expect(stateOf(lower, { newest: 500, closed: 50 })).toBe('warn');
      expect(stateOf(lower, { newest: 500, closed: 5 })).toBe('critical');
    });

    it('is unknown until a bucket has closed', () => {
      expect(stateOf(lower, { newest: 500, closed: null })).toBe('unknown');
    });
  });

  it('looks at the newest value of a mean with a lower threshold', () => {
    const lower = kpiDefinition({ rollup: 'mean', critical: { below: 10 } });

    expect(stateOf(lower, { newest: 5, closed: 50 })).toBe('critical');
  });
});
