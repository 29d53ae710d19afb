/**
 * How far deviations to one side go, learned as they come: peaks over a threshold (Davison & Smith 1990), the threshold a
 * high quantile by stochastic approximation (Robbins & Monro 1951), one peak an excursion (runs declustering, Coles 2001),
 * excesses exponential. Plain data; lengths are those of the series.
 */
export interface Tail {
  /** The quantile that begins an excursion. */
  quantile: number;
  /** Mean excess of the peaks. */
  excess: number;
  excursions: number;
  /** Points seen, those included that the prior stands for. */
  points: number;
  /** Of the excursion that goes on; 0 between excursions. */
  peak: number;
  /** Points since it was last above the quantile. */
  quiet: number;
}

/** Share of the points that lie beyond the quantile. */
const BEYOND = 0.1;
/** An excursion has ended after so many points below half of the quantile. */
const ENDED_AFTER = 6;
/** The quantile and the mean excess look back about so far: they are to outlast a season. */
const MEMORY = { points: 8_000, excursions: 100 };
/** What a tail is taken for before it is known: normal noise, counted as so many excursions. */
const PRIOR = { excursions: 6, rate: 0.02, quantile: 1.28, excess: 0.45 };
/** A peak further out than this many mean excesses counts as that: the outlier is not to raise its own bar. */
const FURTHEST = 8;

/** The tail of noise of this standard deviation. */
export const priorTail = (sigma: number): Tail => ({
  quantile: PRIOR.quantile * sigma,
  excess: PRIOR.excess * sigma,
  excursions: PRIOR.excursions,
  points: PRIOR.excursions / PRIOR.rate,
  peak: 0,
  quiet: 0,
});

/** The deviation that is reached once in `returnPoints` points. */
export const returnLevel = ({ quantile, excess, excursions, points }: Tail, returnPoints: number): number =>
  quantile + excess * Math.log(Math.max(Math.E, (excursions / points) * returnPoints));

/** Learns from a deviation; below 0 it went to the other side. */
export function learnDeviation(tail: Tail, deviation: number): void {
  tail.points += 1;
  const above = deviation > tail.quantile;
  const gain = Math.max(1 / tail.points, 1 / MEMORY.points) * (tail.quantile + tail.excess);
  tail.quantile = Math.max(0, tail.quantile + gain * ((above ? 1 : 0) - BEYOND));
  if (above) {
    tail.peak = Math.max(tail.peak, deviation - tail.quantile);
    tail.quiet = 0;
  } else if (tail.peak > 0 && deviation < tail.quantile / 2) {
    tail.quiet += 1;
    if (tail.quiet >= ENDED_AFTER) endExcursion(tail);
  }
}

function endExcursion(tail: Tail): void {
  tail.excursions += 1;
  const weight = Math.min(tail.excursions, MEMORY.excursions);
  tail.excess += (Math.min(tail.peak, FURTHEST * tail.excess) - tail.excess) / weight;
  tail.peak = 0;
  tail.quiet = 0;
}
