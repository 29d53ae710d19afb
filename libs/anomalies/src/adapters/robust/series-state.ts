import { DAY_MS, HOUR_MS } from '@dataforge/kernel';
import { scoreOf } from '../../domain/expected.ts';
import type { SeriesPoint, Verdict } from '../../ports/detector.ts';
import { clip, median, spread } from './bounded.ts';
import { learnUsual, seasonalProfile, usualAt, type SeasonalProfile } from './seasonal-profile.ts';
import { learnDeviation, priorTail, returnLevel, type Tail } from './tail.ts';

/** What is chosen; everything else is learned from the series. */
export interface RobustParameters {
  /** How far back the level looks. */
  readonly levelDays: number;
  /** A deviation is reported that is expected once in so many points. */
  readonly returnPoints: number;
  /** Points over which deviations are averaged: 1 finds what is far out, more find what is less so and lasts. */
  readonly spans: readonly number[];
  /** What deviates for so long is the new level. */
  readonly shiftDays: number;
}

/** Deviations averaged over a span of points, and how far they go to either side. */
interface Scale {
  average: number;
  readonly above: Tail;
  readonly below: Tail;
}

/** Everything a detector knows of a series, of a constant size. Plain data, which `observe` changes in place. */
export interface SeriesState {
  readonly stepMs: number;
  /** Of the last point; null before the first. */
  time: number | null;
  firstTime: number;
  points: number;
  /** The newest values, without what is usual at their time. */
  readonly recent: number[];
  level: number;
  /** Of the deviations, by bounded steps; 0 while all values were one. */
  sigma: number;
  readonly profiles: SeasonalProfile[];
  /** Mean absolute deviation of late with no profile, then with each. */
  readonly errors: number[];
  /** Which of them judges: 0 is none. */
  used: number;
  readonly scales: Scale[];
  /** Points that deviated since the level was last usual. */
  deviating: number;
  /** Points in a row that did not. */
  usual: number;
}

/** Values that the first estimates, and a new level, are taken from. */
const RECENT = 50;
/** Nothing is reported before so much was seen: every hour of the day twice. */
const LEARNS = { points: 2 * RECENT, ms: 2 * DAY_MS };
/** Deviations teach no more than so many sigmas. */
const BOUND = { level: 1.5, sigma: 3 };
/** Sigma and errors look back so many points, the level at least so many. */
const MEMORY_POINTS = 8_000;
const LEVEL_POINTS = 200;
/** A mean absolute deviation of normal noise as a standard deviation. */
const TO_SIGMA = 1.2533;
/** What a profile has to save of the error, to be used. */
const WORTH = 0.6;
/** It has to have seen so many periods, and saved that much over so long. */
const PERIODS = 3;
const ERROR_MS = 28 * DAY_MS;
/** So many usual points end a stretch of deviating ones. */
const ENDS_AFTER = 6;
/** Of the bound of a point alone; the bound that a long span sets goes no lower. */
const LEAST_SHARE = 0.5;

/** The state before the first point of a series whose points lie `stepMs` apart. */
export const newSeries = (stepMs: number, { spans }: RobustParameters): SeriesState => ({
  stepMs,
  time: null,
  firstTime: 0,
  points: 0,
  recent: [],
  level: 0,
  sigma: 0,
  profiles: profilesFor(stepMs),
  errors: [],
  used: 0,
  scales: spans.map(() => ({ average: 0, above: priorTail(0), below: priorTail(0) })),
  deviating: 0,
  usual: 0,
});

const profilesFor = (stepMs: number): SeasonalProfile[] =>
  stepMs < DAY_MS
    ? [seasonalProfile(DAY_MS, DAY_MS / HOUR_MS), seasonalProfile(7 * DAY_MS, (7 * DAY_MS) / HOUR_MS)]
    : [seasonalProfile(7 * DAY_MS, 7)];

const LEARNING: Verdict = { expected: null, anomalous: false, shifted: false };

/**
 * Judges the next point of a series by what came before it, and learns from it. `time` (ms since the epoch) is after that of
 * the point before; buckets without a value are left out. The same points give the same verdicts, whatever their unit.
 */
export function observe(
  state: SeriesState,
  { time, value }: SeriesPoint,
  parameters: RobustParameters,
): Verdict {
  const missed = state.time === null ? 0 : Math.max(0, Math.round((time - state.time) / state.stepMs) - 1);
  if (state.time === null) state.firstTime = time;
  state.time = time;
  state.points += 1;
  if (state.points <= RECENT) {
    begin(state, value);
    return LEARNING;
  }
  const usuals = state.profiles.map((profile) => usualAt(profile, time, state.stepMs));
  const usual = usuals[state.used - 1] ?? 0;
  const deviation = value - state.level - usual;
  fade(state, missed, parameters);
  const learned = state.points > LEARNS.points && time - state.firstTime >= LEARNS.ms;
  const bounds = boundsOf(state, parameters);
  const mid = value - deviation;
  const expected = { low: mid - bounds.below, mid, high: mid + bounds.above };
  const anomalous = learned && scoreOf(value, expected) >= 1;
  average(state, deviation, parameters);
  keepRecent(state, value - usual);
  learn(state, { time, value, usuals, deviation }, parameters);
  const shifted = followShift(state, anomalous, parameters);
  return { expected: learned ? expected : null, anomalous, shifted };
}

function keepRecent({ recent }: SeriesState, value: number): void {
  recent.push(value);
  if (recent.length > RECENT) recent.shift();
}

/** The first points: once there are enough, level and spread are taken from all of them. */
function begin(state: SeriesState, value: number): void {
  keepRecent(state, value);
  if (state.points < RECENT) return;
  state.level = median(state.recent);
  setSigma(state, spread(state.recent));
}

/** Also what is made of it at first: the errors and the tails. */
function setSigma(state: SeriesState, sigma: number): void {
  state.sigma = sigma;
  state.errors.splice(0, Infinity, ...Array<number>(state.profiles.length + 1).fill(sigma));
  forgetTails(state, sigma);
}

function forgetTails(state: SeriesState, sigma: number): void {
  for (const index of state.scales.keys())
    state.scales[index] = { average: 0, above: priorTail(sigma), below: priorTail(sigma) };
}

/** Takes a later profile once it is worth it, and an earlier one once the later is no better; the tails are of what is used. */
function chooseProfile(state: SeriesState, seenMs: number): void {
  const { errors, used, profiles } = state;
  const error = errors[used] as number;
  const known = (index: number) => seenMs >= PERIODS * (profiles[index - 1] as SeasonalProfile).periodMs;
  const better = errors.findLastIndex((one, index) => index > used && one < WORTH * error && known(index));
  const simpler = errors.findIndex((one, index) => index < used && one <= error);
  const chosen = better >= 0 ? better : simpler;
  if (chosen < 0) return;
  state.used = chosen;
  forgetTails(state, TO_SIGMA * (errors[chosen] as number));
}

const weightOf = (span: number): number => 2 / (span + 1);

/** What was averaged loses weight with every bucket that is missing. */
function fade({ scales }: SeriesState, missed: number, { spans }: RobustParameters): void {
  if (missed === 0) return;
  for (const [index, scale] of scales.entries())
    scale.average *= (1 - weightOf(spans[index] as number)) ** missed;
}

/** The deviations from which on a point is an anomaly; both at least 0. */
interface Bounds {
  readonly above: number;
  readonly below: number;
}

/**
 * What the next deviation has to reach: that its average over one of the spans comes once in `returnPoints` points. Where a
 * long span is there already, a point has still to deviate by half of what is rare for one alone.
 */
function boundsOf({ scales }: SeriesState, { spans, returnPoints }: RobustParameters): Bounds {
  const sideOf = (tailOf: (scale: Scale) => Tail, sign: 1 | -1) => {
    const needed = scales.map((scale, index) => {
      const weight = weightOf(spans[index] as number);
      return (returnLevel(tailOf(scale), returnPoints) - sign * (1 - weight) * scale.average) / weight;
    });
    const alone = returnLevel(tailOf(scales[0] as Scale), returnPoints);
    return Math.max(LEAST_SHARE * alone, Math.min(...needed));
  };
  return { above: sideOf(({ above }) => above, 1), below: sideOf(({ below }) => below, -1) };
}

/** In a longer average a point counts for no more than what is rare for one alone: a spike is not to echo. */
function average(
  { scales }: SeriesState,
  deviation: number,
  { spans, returnPoints }: RobustParameters,
): void {
  const [alone] = scales as [Scale];
  const most = returnLevel(alone.above, returnPoints);
  const least = -returnLevel(alone.below, returnPoints);
  for (const [index, scale] of scales.entries()) {
    const counted = index === 0 ? deviation : Math.max(least, Math.min(most, deviation));
    scale.average += weightOf(spans[index] as number) * (counted - scale.average);
  }
}

interface Lesson {
  readonly time: number;
  readonly value: number;
  readonly usuals: readonly number[];
  readonly deviation: number;
}

function learn(state: SeriesState, { time, value, usuals, deviation }: Lesson, parameters: RobustParameters) {
  if (state.sigma === 0) {
    if (deviation !== 0) setSigma(state, Math.abs(deviation));
    return;
  }
  for (const { average, above, below } of state.scales) {
    learnDeviation(above, average);
    learnDeviation(below, -average);
  }
  const { sigma, stepMs } = state;
  const late = Math.max(
    1 / state.points,
    1 / Math.max(LEVEL_POINTS, (parameters.levelDays * DAY_MS) / stepMs),
  );
  const judging = Math.max(1 / state.points, stepMs / ERROR_MS);
  const distance = value - state.level;
  state.errors.forEach((error, index) => {
    const missedBy = Math.abs(index === 0 ? distance : distance - (usuals[index - 1] as number));
    state.errors[index] = error + judging * (Math.min(missedBy, BOUND.sigma * sigma) - error);
  });
  state.profiles.forEach((profile, index) =>
    learnUsual(profile, {
      time,
      stepMs,
      deviation: value - state.level - (usuals[index] as number),
      bound: BOUND.level * sigma,
    }),
  );
  state.level += late * clip(deviation, BOUND.level * sigma);
  const gain = Math.max(1 / state.points, 1 / MEMORY_POINTS);
  state.sigma += gain * (TO_SIGMA * Math.min(Math.abs(deviation), BOUND.sigma * sigma) - sigma);
  chooseProfile(state, time - state.firstTime);
}

/** After a long stretch of anomalies the level is where the series is now. */
function followShift(state: SeriesState, anomalous: boolean, { shiftDays }: RobustParameters): boolean {
  if (anomalous) state.deviating += 1;
  state.usual = anomalous ? 0 : state.usual + 1;
  if (state.usual >= ENDS_AFTER) state.deviating = 0;
  if (state.deviating < Math.max(RECENT, (shiftDays * DAY_MS) / state.stepMs)) return false;
  state.level = median(state.recent);
  for (const scale of state.scales) scale.average = 0;
  state.deviating = 0;
  return true;
}
