import fc from 'fast-check';
import { formatStep, parseStep } from './grain.ts';

describe('a step', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ])('reads %s', (text, ms) => {
    expect(parseStep(text)).toBe(ms);
  });

  it.each(['', '5', 'm', '0m', '-5m', '1.5h', '5 m', '5M', 'PT5M', '1w', '1h30m', '9999999s'])(
    'refuses "%s"',
    (text) => {
      expect(parseStep(text)).toBeUndefined();
    },
  );

  it('is read back from what it is written as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), (seconds) => {
        expect(parseStep(formatStep(seconds * 1_000))).toBe(seconds * 1_000);
      }),
    );
  });
});
