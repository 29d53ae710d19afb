import fc from 'fast-check';
import { rollUp, type RollupPoint } from './rollup.ts';

const RULES = ['sum', 'mean', 'min', 'max', 'last'] as const;

const point = (bucket: number, value: number | null, weight = 1, corrections = 0): RollupPoint => ({
  bucket,
  value,
  weight,
  corrections,
});

/** Points a minute apart at most, each minute once, in order; values that doubles add exactly. */
const points = fc
  .uniqueArray(
    fc.record({
      bucket: fc.integer({ min: -50, max: 500 }).map((minute) => minute * 60_000),
      value: fc.option(fc.integer({ min: -1_000, max: 1_000 })),
      weight: fc.integer({ min: 0, max: 64 }),
      corrections: fc.nat(3),
    }),
    { selector: ({ bucket }) => bucket },
  )
  .map((held) => held.sort((a, b) => a.bucket - b.bucket));

describe('a rollup', () => {
  it.each([
    ['sum', 9],
    ['mean', 3.5],
    ['min', 1],
    ['max', 5],
    ['last', 5],
  ] as const)('makes one point by %s, past gaps', (rule, value) => {
    const minutes = [point(0, 3, 1), point(60_000, null, 9), point(120_000, 1, 1), point(180_000, 5, 2, 1)];

    expect(rollUp([...minutes, point(240_000, null)], rule, 300_000)).toEqual([
      { bucket: 0, value, weight: 4, corrections: 1 },
    ]);
  });

  it.each(RULES)('leaves a bucket of gaps a gap by %s, never zero', (rule) => {
    expect(rollUp([point(0, null, 4), point(60_000, null)], rule, 300_000)).toEqual([point(0, null, 0)]);
  });

  it('has no mean where nothing has weight', () => {
    expect(rollUp([point(0, 7, 0)], 'mean', 300_000)).toEqual([point(0, null, 0)]);
  });

  it('answers a sum of zeros with zero', () => {
    expect(rollUp([point(0, 0), point(60_000, 0)], 'sum', 300_000)).toEqual([point(0, 0, 2)]);
  });

  it.each(RULES)('gives by %s in two steps what one step gives', (rule) => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (held, a, b) => {
        const fine = a * 60_000;
        const coarse = fine * b;

        const twice = rollUp(rollUp(held, rule, fine), rule, coarse);
        const once = rollUp(held, rule, coarse);

        expect(twice.map(({ bucket }) => bucket)).toEqual(once.map(({ bucket }) => bucket));
        for (const [index, { value, weight, corrections }] of once.entries()) {
          const other = twice[index] as RollupPoint;
          if (value === null) expect(other.value).toBeNull();
          else expect(other.value).toBeCloseTo(value, 9);
          expect([other.weight, other.corrections]).toEqual([weight, corrections]);
        }
      }),
    );
  });

  it('keeps every value within what it was made of', () => {
    fc.assert(
      fc.property(points, fc.constantFrom('mean', 'min', 'max', 'last'), (held, rule) => {
        const values = held.flatMap(({ value }) => (value === null ? [] : [value]));
        for (const { value } of rollUp(held, rule, 3_600_000)) {
          if (value === null) continue;
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        }
      }),
    );
  });
});
