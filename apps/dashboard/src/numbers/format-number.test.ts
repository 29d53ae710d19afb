import { formatChange, formatNumber, formatQuantity } from './format-number.ts';

describe('numbers as people read them', () => {
  it.each([
    [48_213, 0, '48\u00a0213'],
    [-0.12, 2, '\u22120.12'],
    [-0.001, 2, '0.00'],
    [1_234_567.891, 1, '1\u00a0234\u00a0567.9'],
  ])('writes %d with %d digits as %s', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  it.each([
    [309.4213, 'K', '309.42', 'K'],
    [2_412, 'ms', '2.41', 's'],
    [840, 'ms', '840', 'ms'],
    [7_200_000, 'ms', '120', 'min'],
    [12, '1', '12', ''],
    [27.944, 'm/s', '27.94', 'm/s'],
  ])('writes %d %s as %s %s', (value, unit, text, shown) => {
    expect(formatQuantity(value, unit)).toEqual({ text, unit: shown });
  });

  it.each([
    [309.42, 308.56, 'K', '▲ 0.86\u00a0K'],
    [1_232, 1_159, '1', '▲ 6.3\u00a0%'],
    [5, 0, '1', '▲ 5'],
    [5, 5, 'K', 'no change'],
    [1_430, 2_410, 'ms', '▼ 980\u00a0ms'],
  ])('says of %d after %d %s: %s', (now, before, unit, text) => {
    expect(formatChange(now, before, unit)).toBe(text);
  });
});
