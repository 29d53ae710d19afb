import { robustDetector } from '@dataforge/anomalies/robust';
import type { Method } from './alarms.ts';

/** A method and every setting of it that is tried. */
export interface Candidate {
  readonly name: string;
  readonly settings: readonly { readonly words: string; readonly method: Method }[];
}

const product = <A, B, C>(as: readonly A[], bs: readonly B[], cs: readonly C[]) =>
  as.flatMap((a) => bs.flatMap((b) => cs.map((c) => [a, b, c] as const)));

/** Far out of what the first `calibration` points were: their median and k median absolute deviations, `run` points in a row. */
const fixedThreshold =
  (calibration: number, k: number, run: number): Method =>
  ({ points }) => {
    const values = points.slice(0, calibration).map(({ value }) => value);
    const middle = medianOf(values);
    const spread = 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)));
    return inARow(
      points.map(({ value }, index) => index >= calibration && Math.abs(value - middle) > k * spread),
      run,
    );
  };

/** More than k standard deviations from the mean of the `window` points before, `run` points in a row. */
const rollingZScore =
  (window: number, k: number, run: number): Method =>
  ({ points }) => {
    const least = Math.min(window, 50);
    let [sum, squares] = [0, 0];
    const beyond = points.map(({ value }, index) => {
      const count = Math.min(index, window);
      const mean = sum / count;
      const sigma = Math.sqrt(Math.max(0, squares / count - mean * mean));
      const old = index >= window ? (points[index - window]?.value ?? 0) : 0;
      sum += value - old;
      squares += value * value - old * old;
      return count >= least && Math.abs(value - mean) > k * sigma;
    });
    return inARow(beyond, run);
  };

function inARow(beyond: readonly boolean[], run: number): readonly boolean[] {
  let length = 0;
  return beyond.map((one) => {
    length = one ? length + 1 : 0;
    return length >= run;
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** As it runs on KPIs; without parameters, as it is shipped. */
export const robust =
  (parameters?: Parameters<typeof robustDetector>[0]): Method =>
  ({ stepMs, points }) => {
    const detector = robustDetector(parameters);
    const state = detector.begin(stepMs);
    return points.map((point) => detector.observe(state, point).anomalous);
  };

const MULTIPLES = [3, 4, 5, 6, 8, 10, 12, 16];

/** 64 settings each. */
export const CANDIDATES: readonly Candidate[] = [
  {
    name: 'robust detector',
    settings: product([2, 3, 5, 7], [5_000, 10_000, 20_000, 40_000], [[1], [1, 6], [1, 12], [1, 24]]).map(
      ([levelDays, returnPoints, spans]) => ({
        words: `level ${levelDays} d, once in ${returnPoints}, spans ${spans.join('+')}`,
        method: robust({ levelDays, returnPoints, spans, shiftDays: 0.5 }),
      }),
    ),
  },
  {
    name: 'fixed threshold',
    settings: product([50, 100, 150, 170], MULTIPLES, [1, 3]).map(([calibration, k, run]) => ({
      words: `k ${k}, first ${calibration}, ${run} in a row`,
      method: fixedThreshold(calibration, k, run),
    })),
  },
  {
    name: 'rolling z-score',
    settings: product([50, 200, 800, 3_200], MULTIPLES, [1, 3]).map(([window, k, run]) => ({
      words: `k ${k}, last ${window}, ${run} in a row`,
      method: rollingZScore(window, k, run),
    })),
  },
];
