import type { LabelledSeries } from './labelled-series.ts';

/** Says of each point of a series, from those up to it, whether there is an alarm. */
export type Method = (series: Pick<LabelledSeries, 'stepMs' | 'points'>) => readonly boolean[];

export interface Outcome {
  readonly windows: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly weeks: number;
  /** From the begin of a window to the first alarm in it, mean over those found, ms; NaN if none was. */
  readonly delayMs: number;
  /** The same as a share of the window. */
  readonly delayShare: number;
}

const WEEK_MS = 7 * 86_400_000;
/** Whoever was called is not called again for so long: an alarm that goes on counts again after that. */
const QUIET_MS = WEEK_MS / 14;
/** What methods learn from is not judged: the probation of the benchmark that the series come from. */
const PROBATION = { share: 0.15, most: 750 };

/** Alarms against labels: a window is found by any alarm in it; alarms outside all windows are false, one per half day at most. */
export function outcomeOf({ points, windows }: LabelledSeries, alarms: readonly boolean[]): Outcome {
  const begin = Math.min(Math.floor(PROBATION.share * points.length), PROBATION.most);
  const firsts = new Map<number, number>();
  let [falseAlarms, calledAt] = [0, -Infinity];
  for (const [index, { time }] of points.entries()) {
    if (index < begin || !alarms[index]) continue;
    const window = windows.findIndex(([from, to]) => from <= time && time <= to);
    if (window >= 0) {
      if (!firsts.has(window)) firsts.set(window, time);
    } else if (time - calledAt >= QUIET_MS) {
      falseAlarms += 1;
      calledAt = time;
    }
  }
  const delays = [...firsts].map(([window, time]) => {
    const [from, to] = windows[window] as readonly [number, number];
    return { ms: time - from, share: (time - from) / (to - from) };
  });
  return {
    windows: windows.length,
    found: firsts.size,
    falseAlarms,
    weeks: ((points.at(-1)?.time ?? 0) - (points[begin]?.time ?? 0)) / WEEK_MS,
    delayMs: mean(delays.map(({ ms }) => ms)),
    delayShare: mean(delays.map(({ share }) => share)),
  };
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
