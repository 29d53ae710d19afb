import type { SeriesPoint } from '../series-point.ts';
import { sparkPath } from './spark-path.ts';

const point = (time: number, value: number | null, marks: Partial<SeriesPoint> = {}): SeriesPoint => ({
  time,
  value,
  partial: false,
  corrected: false,
  ...marks,
});

describe('a sparkline', () => {
  it('draws a line between the margins, high values up', () => {
    expect(sparkPath([point(0, 1), point(50, 3), point(100, 2)], [0, 100]).whole).toBe('M0 28L50 2L100 15');
  });

  it('breaks at a gap instead of drawing a zero', () => {
    const points = [point(0, 1), point(25, 1), point(50, null), point(75, 1), point(100, 2)];

    expect(sparkPath(points, [0, 100]).whole).toBe('M0 28L25 28M75 28L100 2');
  });

  it('draws a value between gaps as a dot, an open one too', () => {
    const lonely = [point(0, 1), point(25, null), point(50, 3, { partial: true })];

    expect(sparkPath(lonely, [0, 100])).toMatchObject({ whole: '', partial: '', alone: 'M0 28h0M50 2h0' });
  });

  it('draws the open window apart, from the last whole one', () => {
    const { partial, end } = sparkPath([point(0, 1), point(100, 2, { partial: true })], [0, 100]);

    expect(partial).toBe('M0 28L100 2');
    expect(end).toMatchObject({ x: 100, partial: true });
  });

  it('marks what late events corrected, and a threshold within its heights', () => {
    const spark = sparkPath([point(0, 0), point(100, 10, { corrected: true })], [0, 100], { threshold: 5 });

    expect(spark.corrected).toHaveLength(1);
    expect(spark.threshold).toBe(15);
    expect(sparkPath([point(0, 0), point(100, 10)], [0, 100], { threshold: 11 }).threshold).toBeUndefined();
  });

  it('is nothing without values', () => {
    expect(sparkPath([point(0, null)], [0, 100])).toMatchObject({ whole: '', partial: '', alone: '' });
  });
});
