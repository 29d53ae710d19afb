import { cellText, differenceText, digitsOf } from './prepare-cells.ts';

describe('the cells of a table', () => {
  it.each([
    [[1, 2, null], '1', 0],
    [[309.4, 310], 'K', 2],
    [[1_000.5, 3.25], '1', 2],
    [[], 'K', 0],
  ] as const)('of %j in %s have %d digits', (values, unit, digits) => {
    expect(digitsOf(values, unit)).toBe(digits);
  });

  it('say a gap in words, and never a zero', () => {
    expect(cellText(null, 2)).toBe('no data');
    expect(cellText(0, 2)).toBe('0.00');
  });

  it.each([
    [310, 309.09, '▲ 0.91'],
    [305.69, 305.83, '▼ 0.14'],
    [300, 300.001, '= 0.00'],
    [null, 1, ''],
    [1, null, ''],
  ])('compare %s with %s as %j', (now, before, text) => {
    expect(differenceText(now, before, 2)).toBe(text);
  });
});
