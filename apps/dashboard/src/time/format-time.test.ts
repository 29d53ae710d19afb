import { clockOf, clockWithMillis, durationOf, elapsedOf, spanOf } from './format-time.ts';

describe('times in words', () => {
  it.each([
    [-5, '0.0 s'],
    [340, '0.3 s'],
    [9_949, '9.9 s'],
    [41_400, '41 s'],
    [59_600, '1 min'],
    [648_000, '10 min 48 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('says %d ms as %s', (ms, text) => {
    expect(durationOf(ms)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [584, '584 ms'],
    [1_114, '1.11 s'],
    [13_700, '14 s'],
    [123_000, '2 min 3 s'],
  ])('says the short stretch of %d ms as %s', (ms, text) => {
    expect(elapsedOf(ms)).toBe(text);
  });

  it('writes clocks to the millisecond', () => {
    expect(clockWithMillis(Date.parse('2026-11-23T14:17:00.018Z'))).toBe('14:17:00.018');
  });

  it('writes clocks in UTC, and the day only where it changes', () => {
    const from = Date.parse('2026-11-23T13:32:00Z');

    expect(clockOf(from)).toBe('13:32');
    expect(spanOf(from, from + 3_600_000)).toBe('13:32 – 14:32 UTC');
    expect(spanOf(from, from + 86_400_000)).toBe('2026-11-23 13:32 – 2026-11-24 13:32 UTC');
  });
});
