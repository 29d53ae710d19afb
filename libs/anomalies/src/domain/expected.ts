/** What was expected of a point: an anomaly lies at or beyond one of the ends. In the unit of the KPI. */
export interface Expected {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/** Where a band has no width, and for what is out of all proportion. */
const MOST = 100;

/** How far a value lies from the middle, as a share of the way to the end of the band: an anomaly from 1 on, at most 100. */
export function scoreOf(value: number, { low, mid, high }: Expected): number {
  const distance = Math.abs(value - mid);
  const bound = value > mid ? high - mid : mid - low;
  if (distance === 0) return 0;
  return bound > 0 ? Math.min(distance / bound, MOST) : MOST;
}
