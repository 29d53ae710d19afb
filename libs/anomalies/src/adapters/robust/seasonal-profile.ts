import { clip } from './bounded.ts';

/** What is usual at a time of a period, as a deviation from the level: the profile of a day or of a week. Plain data. */
export interface SeasonalProfile {
  readonly periodMs: number;
  readonly bins: number[];
  /** Periods that each bin has learned from; a bin of several points counts them as parts. */
  readonly visits: number[];
  /** Of the bins; taken off, so that level and profile do not drift apart. */
  mean: number;
}

/** A bin forgets what lies more than about so many periods back. */
const MEMORY = 7;

export const seasonalProfile = (periodMs: number, bins: number): SeasonalProfile => ({
  periodMs,
  bins: Array<number>(bins).fill(0),
  visits: Array<number>(bins).fill(0),
  mean: 0,
});

/** The usual deviation at `time` (ms since the epoch), between the middles of two bins in proportion. */
export function usualAt({ periodMs, bins, mean }: SeasonalProfile, time: number, stepMs: number): number {
  const perBin = periodMs / bins.length;
  // A bucket stands for its middle; one as long as a bin falls on the bin's own middle.
  const place = phaseOf(time + Math.min(stepMs, perBin) / 2, periodMs) / perBin - 0.5;
  const left = Math.floor(place);
  const share = place - left;
  const at = (index: number) => bins[(index + bins.length) % bins.length] as number;
  return at(left) * (1 - share) + at(left + 1) * share - mean;
}

/** Learns from a deviation from level and profile that is clipped to `bound`. */
export function learnUsual(
  profile: SeasonalProfile,
  point: {
    readonly time: number;
    readonly stepMs: number;
    readonly deviation: number;
    readonly bound: number;
  },
): void {
  const { periodMs, bins, visits } = profile;
  const perBin = periodMs / bins.length;
  const index = Math.floor(phaseOf(point.time, periodMs) / perBin);
  const part = Math.min(1, point.stepMs / perBin);
  const seen = (visits[index] as number) + part;
  visits[index] = Math.min(seen, MEMORY);
  const change = (part / Math.max(1, Math.min(seen, MEMORY))) * clip(point.deviation, point.bound);
  bins[index] = (bins[index] as number) + change;
  profile.mean += change / bins.length;
}

const phaseOf = (time: number, periodMs: number): number => ((time % periodMs) + periodMs) % periodMs;
