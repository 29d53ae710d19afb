import { HOUR_MS } from '@dataforge/kernel';
import { scoreOf, type Expected } from './expected.ts';

export type Direction = 'above' | 'below';

/** A stretch of a KPI's series that is unusual. Times in ms since the epoch. */
export interface Anomaly {
  readonly kpi: string;
  /** Start of its first bucket; one anomaly per KPI and start. */
  readonly from: number;
  /** End of its last bucket, exclusive. */
  readonly to: number;
  readonly direction: Direction;
  /** Of its furthest bucket, as are value and what was expected; from 1 to 100. */
  readonly score: number;
  readonly value: number;
  readonly expected: Expected;
  readonly detectedAt: number;
}

/** What was expected of a bucket when it closed. */
export interface Band extends Expected {
  readonly kpi: string;
  /** Start of the bucket, ms since the epoch. */
  readonly time: number;
}

/** A bucket, its value and what was expected of it. */
export interface Judged {
  readonly time: number;
  readonly value: number;
  readonly expected: Expected;
}

const directionOf = ({ value, expected }: Judged): Direction => (value > expected.mid ? 'above' : 'below');

/** The anomaly that begins with an unusual bucket. */
export const anomalyOf = (
  { kpi, stepMs, detectedAt }: { readonly kpi: string; readonly stepMs: number; readonly detectedAt: number },
  judged: Judged,
): Anomaly => ({
  kpi,
  from: judged.time,
  to: judged.time + stepMs,
  direction: directionOf(judged),
  score: scoreOf(judged.value, judged.expected),
  value: judged.value,
  expected: judged.expected,
  detectedAt,
});

/** Unusual buckets are one anomaly while they go the same way and lie no further apart than the longer of these. */
const MOST_BETWEEN = { buckets: 6, ms: HOUR_MS };

/** True if an unusual bucket goes on with the anomaly. */
export const goesOn = (anomaly: Anomaly, judged: Judged, stepMs: number): boolean =>
  judged.time - anomaly.to <= Math.max(MOST_BETWEEN.ms, MOST_BETWEEN.buckets * stepMs) &&
  directionOf(judged) === anomaly.direction;

/** The anomaly with one more unusual bucket at its end. */
export function extended(anomaly: Anomaly, judged: Judged, stepMs: number): Anomaly {
  const longer = { ...anomaly, to: judged.time + stepMs };
  const score = scoreOf(judged.value, judged.expected);
  return score > anomaly.score
    ? { ...longer, score, value: judged.value, expected: judged.expected }
    : longer;
}

/**
 * The anomaly after some of its buckets were corrected, by all its buckets as they are now; undefined if none of them is
 * unusual any more. Its range, direction and when it was detected stay.
 */
export function reviewed(anomaly: Anomaly, buckets: readonly Judged[]): Anomaly | undefined {
  const scored = buckets
    .map((judged) => ({ ...judged, score: scoreOf(judged.value, judged.expected) }))
    .filter((judged) => judged.score >= 1 && directionOf(judged) === anomaly.direction);
  const furthest = scored.reduce<(typeof scored)[number] | undefined>(
    (most, judged) => (most && most.score >= judged.score ? most : judged),
    undefined,
  );
  return (
    furthest && { ...anomaly, score: furthest.score, value: furthest.value, expected: furthest.expected }
  );
}
