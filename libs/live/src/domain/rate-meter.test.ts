import { rateMeter } from './rate-meter.ts';

describe('a rate meter', () => {
  it('has no rate before the second total', () => {
    expect(rateMeter(10_000)(500, 0)).toBe(0);
  });

  it('tells what came per second over the window, and forgets what was before it', () => {
    const rate = rateMeter(10_000);
    rate(0, 0);
    expect(rate(50, 1_000)).toBe(50);
    expect(rate(60, 10_000)).toBe(6);
    expect(rate(60, 11_000)).toBe(1);
    expect(rate(60, 21_000)).toBe(0);
  });

  it('takes a total that shrank for no work', () => {
    const rate = rateMeter(10_000);
    rate(100, 0);
    expect(rate(40, 1_000)).toBe(0);
  });
});
