import { port } from '@dataforge/kernel';
import type { Anomaly, Band } from '../domain/anomaly.ts';
import type { DetectorState } from './detector.ts';

/** How far a KPI's series is watched, and what its detector knows at that point. */
export interface Watch {
  readonly kpi: string;
  /** Start of the newest bucket that was judged, ms since the epoch. */
  readonly through: number;
  /** Of the detector whose state it is. */
  readonly version: string;
  readonly state: DetectorState;
  /** Start of the anomaly that may still go on; null if there is none. */
  readonly open: number | null;
}

/**
 * What is stored at once: the watch with all that it knows of, or no watch. Of the rest a failure may leave a part, which the
 * same changes, committed again, complete.
 */
export interface AnomalyChanges {
  readonly watch?: Watch;
  readonly bands?: readonly Band[];
  /** Replace those of the same KPI and start. */
  readonly anomalies?: readonly Anomaly[];
  readonly withdrawn?: readonly Pick<Anomaly, 'kpi' | 'from'>[];
}

/** A place in the list of anomalies, newest first: those that begin at the same time are in the order of their KPIs. */
export type AnomalyPlace = Pick<Anomaly, 'kpi' | 'from'>;

export interface AnomalyQuery {
  /** All KPIs if absent. */
  readonly kpi?: string | undefined;
  /** Anomalies that begin in from <= start < to, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Those behind this place only. */
  readonly after?: AnomalyPlace | undefined;
  readonly limit: number;
}

/** What was found, and how far: bounded by `trim`. */
export interface AnomalyStore {
  watch(kpi: string): Promise<Watch | undefined>;
  /** Durable on return. */
  commit(changes: AnomalyChanges): Promise<void>;
  /** Bands with from <= time < to in the order of time, at most `limit`. */
  bands(kpi: string, from: number, to: number, limit: number): Promise<readonly Band[]>;
  /** The newest begin first. */
  anomalies(query: AnomalyQuery): Promise<readonly Anomaly[]>;
  /** The last anomaly of a KPI that begins at `time` or before. */
  latest(kpi: string, time: number): Promise<Anomaly | undefined>;
  /** Forgets bands and anomalies of a KPI that begin before `time`. */
  trim(kpi: string, time: number): Promise<void>;
}

export const AnomalyStore = port<AnomalyStore>('anomalies.AnomalyStore');
