import { seededRandom } from './seeded-random.ts';
import { simulatedClock } from './simulated-clock.ts';

describe('the simulated clock', () => {
  it('wakes sleepers in the order of their times, at their times', async () => {
    const clock = simulatedClock(1_000);
    const woken: [string, number][] = [];
    void clock.sleep(200).then(() => woken.push(['b', clock.now()]));
    void clock.sleep(100).then(() => woken.push(['a', clock.now()]));
    await clock.advance(150);
    expect(woken).toEqual([['a', 1_100]]);
    await clock.advance(150);
    expect(woken).toEqual([
      ['a', 1_100],
      ['b', 1_200],
    ]);
    expect(clock.now()).toBe(1_300);
  });

  it('wakes a sleeper whose signal aborts', async () => {
    const clock = simulatedClock(0);
    const stop = new AbortController();
    const slept = clock.sleep(1_000, stop.signal);
    stop.abort();
    await slept;
    expect(clock.now()).toBe(0);
  });
});

describe('seeded chance', () => {
  it('repeats from its seed and stays in [0, 1)', () => {
    const draw = (seed: number) => Array.from({ length: 100 }, seededRandom(seed).next);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((n) => n >= 0 && n < 1)).toBe(true);
  });
});
