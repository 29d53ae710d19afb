import { InfrastructureError } from './errors.ts';
import { retryUntilAborted } from './retry.ts';

const away = new InfrastructureError('away', 'retriable');

/** Retries work that does these turns, one after another, and is stopped in the last. */
async function run(turns: readonly ((succeeded: () => void) => Promise<void>)[], chance = 0.999_999) {
  const stop = new AbortController();
  const slept: number[] = [];
  const failed: number[] = [];
  const deps = {
    clock: { now: () => 0, sleep: async (ms: number) => void slept.push(ms) },
    random: { next: () => chance },
    onFailure: (failures: number) => failed.push(failures),
  };
  let turn = 0;
  const work = async (succeeded: () => void) => {
    const act = turns[turn];
    turn += 1;
    if (turn === turns.length) stop.abort();
    await act?.(succeeded);
  };
  const ended = retryUntilAborted(work, deps, stop.signal);
  return { ended, slept, failed };
}

const fails = () => Promise.reject(away);
const works = () => Promise.resolve();

describe('retrying', () => {
  it('waits twice as long after each failure, up to ten seconds, and never gives up', async () => {
    const { ended, slept, failed } = await run(Array.from({ length: 2_000 }, () => fails));
    await ended;
    expect(slept.slice(0, 9)).toEqual([99, 199, 399, 799, 1_599, 3_199, 6_399, 9_999, 9_999]);
    expect(slept).toHaveLength(2_000);
    expect(slept.every((ms) => ms < 10_000)).toBe(true);
    expect(failed.at(-1)).toBe(2_000);
  });

  it('waits by chance', async () => {
    const { ended, slept } = await run([fails, fails], 0.5);
    await ended;
    expect(slept).toEqual([50, 100]);
  });

  it('begins with short waits again after work that resolved, or that succeeded at a part', async () => {
    const partly = (succeeded: () => void) => {
      succeeded();
      return fails();
    };
    const { ended, failed } = await run([fails, fails, works, fails, fails, partly, fails]);
    await ended;
    expect(failed).toEqual([1, 2, 1, 2, 1, 2]);
  });

  it('does no work when it is aborted already', async () => {
    let turns = 0;
    const deps = {
      clock: { now: () => 0, sleep: works },
      random: { next: () => 0 },
      onFailure: () => undefined,
    };
    await retryUntilAborted(async () => void (turns += 1), deps, AbortSignal.abort());
    expect(turns).toBe(0);
  });

  it.each([
    ['a permanent failure', new InfrastructureError('refused', 'permanent')],
    ['a bug', new Error('a bug')],
  ])('does not wait out %s', async (_what, error) => {
    const { ended, slept } = await run([works, () => Promise.reject(error), works]);
    await expect(ended).rejects.toBe(error);
    expect(slept).toEqual([]);
  });
});
