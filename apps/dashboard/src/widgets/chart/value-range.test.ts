import fc from 'fast-check';
import type { ChartView } from './chart-view.ts';
import { digitsAlong, valueRange } from './value-range.ts';

const view = (values: readonly (number | null)[], changes: Partial<ChartView> = {}): ChartView => ({
  from: 0,
  to: 1_000,
  unit: '',
  labelled: false,
  lines: [
    {
      key: 'a',
      name: 'a',
      ink: 's1',
      stroke: 'solid',
      strong: false,
      points: values.map((value, time) => ({ time, value, partial: false, corrected: false })),
    },
  ],
  ...changes,
});

const band = (low: number, high: number) => [{ key: 'a', points: [{ time: 0, low, high }] }];
const number = fc.double({ min: -1e9, max: 1e9, noNaN: true, noDefaultInfinity: true });

describe('the axis of values', () => {
  it.each([
    [[303, 309], { min: 302, max: 310, interval: 2 }],
    [[0, 7], { min: 0, max: 8, interval: 2 }],
    [[0.1, 0.9], { min: 0, max: 1, interval: 0.2 }],
    [[0], { min: 0, max: 1, interval: 0.2 }],
    [[10], { min: 9, max: 11, interval: 0.5 }],
    [[0, Number.MIN_VALUE], { min: 0, max: 1, interval: 0.2 }],
    [[1e9, 1e9 + 1e-7], { min: 9e8, max: 1.1e9, interval: 5e7 }],
    [[-3, null, 5], { min: -4, max: 6, interval: 2 }],
  ])('for %j is %j', (values, range) => {
    const found = valueRange(view(values));

    expect(found).toEqual({ ...range, min: expect.closeTo(range.min), max: expect.closeTo(range.max) });
  });

  it('holds all values and limits, and goes below zero only with one of them', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), number, (values, value) => {
        const limits = [{ value, says: '', tone: 'warn' as const }];

        const found = valueRange(view(values, { limits }));

        const [low, high] = [Math.min(value, ...values), Math.max(value, ...values)];
        const slack = (found?.interval ?? 0) * 1e-6;
        expect(found?.min).toBeLessThanOrEqual(low + slack);
        expect(found?.max).toBeGreaterThanOrEqual(high - slack);
        if (low >= 0) expect(found?.min).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('gives what is expected room, but does not let it press the values flat', () => {
    expect(valueRange(view([300, 310], { bands: band(298, 311) }))).toMatchObject({ min: 295, max: 315 });
    expect(valueRange(view([300, 310], { bands: band(0, 900) }))).toMatchObject({ min: 290, max: 320 });
    expect(valueRange(view([2, 2], { bands: band(0, 2.6) }))).toMatchObject({ min: 0, max: 3 });
  });

  it('labels its lines with as many digits as tell them apart', () => {
    expect([2, 0.2, 0.05, 0.005, 0.001].map(digitsAlong)).toEqual([0, 1, 2, 3, 3]);
  });

  it('is none without a value in sight', () => {
    expect(valueRange(view([null]))).toBeUndefined();
    expect(valueRange(view([1, 2], { from: 5 }))).toBeUndefined();
  });
});
