import { InfrastructureError, silentLog } from '@dataforge/kernel';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { backgroundLoops } from './loops.ts';

function loopsOf() {
  const clock = simulatedClock(0);
  const fatal: string[] = [];
  const loops = backgroundLoops({
    clock,
    random: seededRandom(1),
    logger: silentLog,
    onFatal: (name) => fatal.push(name),
  });
  return { clock, fatal, loops };
}

describe('the background loops', () => {
  it('repeat their work after each pause, and end when they are stopped', async () => {
    const { clock, fatal, loops } = loopsOf();
    const turns: number[] = [];
    loops.every('count', 1_000, async () => turns.push(clock.now()), { firstAfterMs: 500 });
    await clock.advance(3_000);
    await loops.stop();
    await clock.advance(3_000);
    expect(turns).toEqual([500, 1_500, 2_500]);
    expect(fatal).toEqual([]);
  });

  it.each([
    ['each second, at its next turn', 1_000],
    ['once a day, in seconds', 86_400_000],
  ])('try what can be waited out again: %s', async (_, pauseMs) => {
    const { clock, fatal, loops } = loopsOf();
    let turns = 0;
    loops.every('flush', pauseMs, async () => {
      turns += 1;
      if (turns === 1) throw new InfrastructureError('the disk is away', 'retriable');
    });
    await clock.advance(pauseMs === 1_000 ? 1_500 : 6_000);
    expect([turns, fatal]).toEqual([2, []]);
    await loops.stop();
  });

  it('end the process when they fail in a way nobody foresaw', async () => {
    const { clock, fatal, loops } = loopsOf();
    loops.run('refine', () => Promise.reject(new TypeError('a bug')));
    loops.every('count', 1_000, () => Promise.reject(new InfrastructureError('broken', 'permanent')));
    await clock.advance(0);
    loops.onDemand('deliver', () => Promise.reject(new TypeError('a bug')))();
    await clock.advance(0);
    expect(fatal.sort()).toEqual(['count', 'deliver', 'refine']);
    await loops.stop();
  });

  it('work on demand at once, and once more for whatever was asked meanwhile', async () => {
    const { clock, fatal, loops } = loopsOf();
    let turns = 0;
    const deliver = loops.onDemand('deliver', async () => {
      turns += 1;
      await clock.sleep(100);
    });
    await clock.advance(1_000);
    expect(turns).toBe(0);
    deliver();
    await clock.advance(50);
    for (let n = 0; n < 5; n += 1) deliver();
    expect(turns).toBe(1);
    await clock.advance(1_000);
    expect(turns).toBe(2);
    const stopped = loops.stop();
    deliver();
    await stopped;
    await clock.advance(1_000);
    expect([turns, fatal]).toEqual([2, []]);
  });

  it('try work on demand again until it is done, without being asked again', async () => {
    const { clock, fatal, loops } = loopsOf();
    let turns = 0;
    const deliver = loops.onDemand('deliver', async () => {
      turns += 1;
      if (turns <= 3) throw new InfrastructureError('the disk is full', 'retriable');
    });
    deliver();
    await clock.advance(0);
    await clock.advance(60_000);
    expect([turns, fatal]).toEqual([4, []]);
    await loops.stop();
  });
});
