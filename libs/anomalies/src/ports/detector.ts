import { port } from '@dataforge/kernel';
import type { Expected } from '../domain/expected.ts';

/** What a detector knows of one series: plain data of a bounded size, which the detector alone reads. */
export type DetectorState = object;

/** One closed bucket that has a value. */
export interface SeriesPoint {
  /** Start of the bucket, ms since the epoch. */
  readonly time: number;
  readonly value: number;
}

export interface Verdict {
  /** Null while the detector still learns what is usual. */
  readonly expected: Expected | null;
  readonly anomalous: boolean;
  /** The deviation lasted: from the next point on it is what is usual. */
  readonly shifted: boolean;
}

/** Finds what is unusual in a series as its points come. The same points give the same verdicts. */
export interface Detector {
  /** Names the method and its parameters; a state of another version cannot be used. */
  readonly version: string;
  /** The state before the first point of a series of buckets `stepMs` long. */
  begin(stepMs: number): DetectorState;
  /**
   * Judges the next point by those before it and learns from it; `state` is changed in place. The time is after that of the
   * point before; a bucket without a value is left out.
   */
  observe(state: DetectorState, point: SeriesPoint): Verdict;
}

export const Detector = port<Detector>('anomalies.Detector');
