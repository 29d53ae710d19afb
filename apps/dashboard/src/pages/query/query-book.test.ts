import { distinctRuns, MOST_RUNS, MOST_SAVED, withRun, withSaved, type PastRun } from './query-book.ts';

const run = (at: number, sql = `SELECT ${at}`): PastRun => ({
  question: { sql, params: {} },
  at,
  elapsedMs: 1,
  rows: 1,
});

describe('the runs of the past', () => {
  it('are the newest fifty, newest first', () => {
    const runs = Array.from({ length: 60 }, (_, at) => run(at)).reduce<readonly PastRun[]>(withRun, []);

    expect(runs).toHaveLength(MOST_RUNS);
    expect([runs[0]?.at, runs.at(-1)?.at]).toEqual([59, 10]);
  });

  it('give way where statements are too long to keep them all', () => {
    const long = 'x'.repeat(60_000);
    const runs = Array.from({ length: 30 }, (_, at) => run(at, long)).reduce<readonly PastRun[]>(withRun, []);

    expect(runs).toHaveLength(16);
    expect(runs[0]?.at).toBe(29);
  });

  it('are told once for each question, the newest', () => {
    expect(distinctRuns([run(3, 'a'), run(2, 'b'), run(1, 'a')]).map(({ at }) => at)).toEqual([3, 2]);
  });
});

describe('saved queries', () => {
  const saved = (name: string, sql = 'SELECT 1') => ({ name, question: { sql, params: {} } });

  it('are in the order of their names, one of each', () => {
    const names = withSaved(withSaved([saved('b'), saved('a')], saved('c')) ?? [], saved('a', 'SELECT 2'));

    expect(names?.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(names?.[0]).toEqual(saved('a', 'SELECT 2'));
  });

  it('are bounded in number and in size', () => {
    const full = Array.from({ length: MOST_SAVED }, (_, n) => saved(String(n)));

    expect(withSaved(full, saved('one more'))).toBeUndefined();
    expect(withSaved(full, saved('7'))).toHaveLength(MOST_SAVED);
    expect(withSaved([], saved('a', 'x'.repeat(1_000_000)))).toBeUndefined();
  });
});
