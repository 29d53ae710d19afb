import type { SeriesPoint } from '../../widgets/series-point.ts';
import { summaryOf } from './prepare-summary.ts';

const point = (value: number | null, marks: Partial<SeriesPoint> = {}): SeriesPoint => ({
  time: 0,
  value,
  partial: false,
  corrected: false,
  ...marks,
});

describe('the summary of a series', () => {
  it('leaves gaps and the open window out of everything but the last value', () => {
    const summary = summaryOf([
      point(4),
      point(null),
      point(2),
      point(6, { corrected: true }),
      point(1, { partial: true }),
    ]);

    expect(summary).toEqual({
      min: 2,
      mean: 4,
      p95: 6,
      max: 6,
      last: 1,
      lastOpen: true,
      gaps: 1,
      corrected: 1,
    });
  });

  it('takes the nearest rank for the 95th percentile', () => {
    expect(summaryOf(Array.from({ length: 100 }, (_, place) => point(100 - place))).p95).toBe(95);
  });

  it('is nothing without values', () => {
    expect(summaryOf([point(null), point(null, { partial: true })])).toMatchObject({
      min: null,
      mean: null,
      last: null,
      gaps: 1,
    });
  });
});
