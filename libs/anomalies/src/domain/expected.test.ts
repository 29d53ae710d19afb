import { scoreOf } from './expected.ts';

const band = { low: 5, mid: 10, high: 20 };

describe('the score of a value', () => {
  it.each([
    [10, 0],
    [15, 0.5],
    [20, 1],
    [40, 3],
    [5, 1],
    [0, 2],
  ])('of %d is %d: the share of the way to the end of the band', (value, score) => {
    expect(scoreOf(value, band)).toBe(score);
  });

  it('is at most 100, also where the band has no width', () => {
    expect(scoreOf(1e9, band)).toBe(100);
    expect(scoreOf(10.1, { low: 10, mid: 10, high: 10 })).toBe(100);
    expect(scoreOf(10, { low: 10, mid: 10, high: 10 })).toBe(0);
  });
});
