import { simulatedClock } from '@dataforge/testkit';
import { interruptWhen } from './interruption.ts';

const START = Date.UTC(2026, 10, 23);

function watched(look: () => Promise<'late' | undefined>) {
  const clock = simulatedClock(START);
  let interrupts = 0;
  const interruption = interruptWhen(clock, { look, blind: 'late' as const }, () => (interrupts += 1));
  const end = async () => {
    const ended = interruption.end();
    await clock.advance(100);
    await ended;
  };
  return { clock, interruption, interrupts: () => interrupts, end };
}

describe('a statement that is watched', () => {
  it('is interrupted once there is a reason, and again, since one interrupt may be missed', async () => {
    let late = false;
    const { clock, interruption, interrupts, end } = watched(async () => (late ? 'late' : undefined));
    await clock.advance(100);
    expect([interruption.reason(), interrupts()]).toEqual([undefined, 0]);

    late = true;
    await clock.advance(100);

    expect(interruption.reason()).toBe('late');
    expect(interrupts()).toBeGreaterThan(1);
    await end();
  });

  it('is left alone once it has ended', async () => {
    const { clock, interrupts, end } = watched(async () => 'late');

    await end();
    await clock.advance(100);

    expect(interrupts()).toBe(0);
  });

  it('is interrupted when it can no longer be looked at, since nobody would stop it later', async () => {
    const { clock, interruption, interrupts, end } = watched(() => Promise.reject(new Error('closed')));

    await clock.advance(100);

    expect(interruption.reason()).toBe('late');
    expect(interrupts()).toBeGreaterThan(1);
    await end();
  });
});
