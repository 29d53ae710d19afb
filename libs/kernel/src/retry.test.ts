import { InfrastructureError } from './errors.ts';
import { retryDelayMs, withRetry, type RetryPolicy } from './retry.ts';

const policy: RetryPolicy = { firstDelayMs: 100, maxDelayMs: 1_000, attempts: 4 };
const slept: number[] = [];
const deps = {
  clock: { now: () => 0, sleep: (ms: number) => (slept.push(ms), Promise.resolve()) },
  random: { next: () => 0.5 },
  policy,
};

describe('retry', () => {
  beforeEach(() => slept.splice(0));

  it('doubles the bound of the delay up to the most', () => {
    expect([1, 2, 3, 4, 5, 6].map((n) => retryDelayMs(policy, n, { next: () => 0.999999 }))).toEqual([
      99, 199, 399, 799, 999, 999,
    ]);
  });

  it('tries again after retriable failures and returns what succeeds', async () => {
    let calls = 0;
    const value = await withRetry(async () => {
      calls += 1;
      if (calls < 3) throw new InfrastructureError('away', 'retriable');
      return calls;
    }, deps);
    expect(value).toBe(3);
    expect(slept).toEqual([50, 100]);
  });

  it('gives up after the attempts', async () => {
    const away = () => Promise.reject(new InfrastructureError('away', 'retriable'));
    await expect(withRetry(away, deps)).rejects.toThrow('away');
    expect(slept).toHaveLength(3);
  });

  it.each([new InfrastructureError('refused', 'permanent'), new Error('a bug')])(
    'does not retry %s',
    async (error) => {
      await expect(withRetry(() => Promise.reject(error), deps)).rejects.toBe(error);
      expect(slept).toEqual([]);
    },
  );
});
