import { simulatedClock } from '@dataforge/testkit';
import { limits } from './limits.ts';

const START = Date.UTC(2026, 10, 23);

describe('the limits of a query', () => {
  it('stop what can no longer be looked at, since nobody would stop it later', async () => {
    const clock = simulatedClock(START);
    let interrupts = 0;
    const limit = limits(
      clock,
      { timeoutMs: 1_000, exceeded: () => Promise.reject(new Error('instance closed')) },
      () => (interrupts += 1),
    );

    await clock.advance(100);

    expect(limit.stopped()).toBe('cancelled');
    expect(interrupts).toBeGreaterThan(1);
    const ended = limit.end();
    await clock.advance(100);
    await ended;
  });
});
