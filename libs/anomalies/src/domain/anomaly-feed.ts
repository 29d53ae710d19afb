import type { Emitter } from '@dataforge/kernel';
import type { Anomaly } from './anomaly.ts';

export interface AnomalyNews {
  /** New ones, and those that grew or were judged again. */
  readonly upserted: readonly Anomaly[];
  /** Nothing of them is unusual any more, after a correction. */
  readonly withdrawn: readonly Anomaly[];
}

/** Tells of every anomaly that was found, has changed or was withdrawn. */
export type AnomalyFeed = Emitter<AnomalyNews>;
