import { lowEnd } from './low-end.ts';

describe('the low end of what is expected', () => {
  it('is zero where it would lie below the values that there can be', () => {
    expect(lowEnd(-3, [{ value: 0 }, { value: null }, { value: 7 }])).toBe(0);
    expect(lowEnd(2, [{ value: 7 }])).toBe(2);
  });

  it('lies below zero where values do', () => {
    expect(lowEnd(-3, [{ value: 7 }, { value: -0.5 }])).toBe(-3);
  });
});
