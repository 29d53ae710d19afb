import { join } from 'node:path';
import { SHIPPED } from '@dataforge/anomalies/robust';
import { workspaceRoot } from '@dataforge/program';
import { outcomeOf } from './alarms.ts';
import { recordedSeries } from './labelled-series.ts';
import { CANDIDATES, robust } from './methods.ts';
import { rotationsOf } from './rotations.ts';
import { syntheticSeries } from './synthetic-series.ts';

const MINUTE_MS = 60_000;
const recorded = recordedSeries(join(workspaceRoot, 'data', 'nab'));

describe('the detector on recorded series, as shipped', () => {
  it.each([
    ['ambient', 2, 1],
    ['machine', 3, 4],
    ['speed', 4, 1],
  ])('finds in %s %d windows with %d false alarms', (name, found, falseAlarms) => {
    const series = recorded.filter((one) => one.name === name);

    const outcomes = series.map((one) => outcomeOf(one, robust()(one)));

    expect(outcomes).toMatchObject([{ found, falseAlarms }]);
  });

  it('finds every shifted level and every spike of a synthetic day, without a false alarm', () => {
    const names = ['daily and level shifts', 'daily and spikes'];
    for (const series of syntheticSeries([11]).filter(({ name }) => names.includes(name)))
      expect(outcomeOf(series, robust()(series))).toMatchObject({
        found: series.windows.length,
        falseAlarms: 0,
      });
  });
});

describe('the bench', () => {
  it('counts windows found, false alarms no oftener than twice a day, and the delay', () => {
    const points = Array.from({ length: 5_000 }, (_, index) => ({ time: index * 5 * MINUTE_MS, value: 0 }));
    const minute = (index: number) => index * 5 * MINUTE_MS;
    const series = {
      name: 'some',
      stepMs: 5 * MINUTE_MS,
      points,
      windows: [
        [minute(1_000), minute(1_100)],
        [minute(2_000), minute(2_100)],
      ] as const,
    };
    // The first is in probation; 3,000 to 3,200 lasts longer than half a day.
    const alarmed = (index: number) => index === 10 || index === 1_025 || (index >= 3_000 && index < 3_200);

    const outcome = outcomeOf(
      series,
      points.map((_, index) => alarmed(index)),
    );

    expect(outcome).toEqual({
      windows: 2,
      found: 1,
      falseAlarms: 2,
      weeks: (4_999 - 750) / (7 * 288),
      delayMs: minute(25),
      delayShare: 0.25,
    });
  });

  it('tunes on all series but the one it reports', () => {
    const point = (value: number) => ({ time: value * MINUTE_MS, value });
    const points = Array.from({ length: 1_000 }, (_, index) => point(index));
    const seriesAt = (name: string, index: number) => ({
      name,
      stepMs: MINUTE_MS,
      points,
      windows: [[index * MINUTE_MS, index * MINUTE_MS]] as const,
    });
    const alarmAt = (index: number) => ({
      words: `alarm at ${index}`,
      method: () => points.map(({ value }) => value === index),
    });

    const rotations = rotationsOf({ name: 'some', settings: [alarmAt(300), alarmAt(400)] }, [
      seriesAt('a', 300),
      seriesAt('b', 400),
      seriesAt('c', 400),
    ]);

    expect(rotations.map(({ heldOut, words, outcomes }) => [heldOut, words, outcomes.length])).toEqual([
      ['a', 'alarm at 400', 1],
      ['b', 'alarm at 300', 1],
      ['c', 'alarm at 300', 1],
      [undefined, 'alarm at 400', 3],
    ]);
  });

  it('tries as many settings of each method, the shipped one among them', () => {
    expect(CANDIDATES.map(({ settings }) => settings.length)).toEqual([64, 64, 64]);
    const { levelDays, returnPoints, spans } = SHIPPED;
    expect(CANDIDATES[0]?.settings.map(({ words }) => words)).toContain(
      `level ${levelDays} d, once in ${returnPoints}, spans ${spans.join('+')}`,
    );
  });
});
