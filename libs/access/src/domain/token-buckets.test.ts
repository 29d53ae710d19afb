import fc from 'fast-check';
import { tokenBuckets } from './token-buckets.ts';

describe('a token bucket', () => {
  it('gives a burst, then its rate, and says when the next token is there', () => {
    const { take } = tokenBuckets({ burstSeconds: 2, most: 10 });
    expect(Array.from({ length: 5 }, () => take('a', 2, 0))).toEqual([0, 0, 0, 0, 500]);
    expect(take('a', 2, 250)).toBe(250);
    expect(take('a', 2, 500)).toBe(0);
    expect(take('a', 2, 500)).toBe(500);
  });

  it('never gives more than its burst and its rate, whenever it is asked', () => {
    const times = fc.array(fc.integer({ min: -50, max: 400 }), { maxLength: 200 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 20 }), (steps, perSecond) => {
        const { take } = tokenBuckets({ burstSeconds: 2, most: 10 });
        let [now, latest, given] = [0, 0, 0];
        for (const step of steps) {
          now += step;
          latest = Math.max(latest, now);
          if (take('a', perSecond, now) === 0) given += 1;
        }
        expect(given).toBeLessThanOrEqual(perSecond * 2 + (latest / 1_000) * perSecond + 1e-6);
      }),
    );
  });

  it('is not emptied by others', () => {
    const { take } = tokenBuckets({ burstSeconds: 1, most: 10 });
    expect([take('a', 1, 0), take('a', 1, 0), take('b', 1, 0)]).toEqual([0, 1_000, 0]);
  });

  it('is forgotten when there are too many, the least used first', () => {
    const { take } = tokenBuckets({ burstSeconds: 1, most: 2 });
    for (const key of ['a', 'b', 'a', 'c']) take(key, 1, 0);
    expect(take('a', 1, 0)).toBe(1_000);
    expect(take('b', 1, 0)).toBe(0);
  });
});
