import { port } from '@dataforge/kernel';

/** One point of a KPI. Times in ms since the epoch. */
export interface KpiPoint {
  readonly kpi: string;
  /** Start of its bucket; one point per KPI and bucket. */
  readonly bucket: number;
  readonly value: number | null;
  readonly weight: number;
  readonly corrections: number;
  readonly watermark: number | null;
  readonly appendedAt: number;
  /** Versions of a point: a greater sequence replaces a smaller one, never the other way round. */
  readonly sequence: number;
}

/** The live values behind the tiles: bounded series, a projection that can be rebuilt from gold. */
export interface KpiStore {
  /**
   * Idempotent; a point older (by sequence) than the stored one is ignored. Durable on return. `at`, ms since the epoch, is noted
   * with the greatest sequence among them, the first time that it comes.
   */
  upsert(points: readonly KpiPoint[], at?: number): Promise<void>;
  /** Points with from <= bucket < to in bucket order, at most `limit`. */
  series(kpi: string, from: number, to: number, limit: number): Promise<readonly KpiPoint[]>;
  /** The last points whose bucket is not after `through`, in bucket order, at most `limit`. */
  newest(kpi: string, through: number, limit: number): Promise<readonly KpiPoint[]>;
  /**
   * When the points of a commit were stored, if those of each later one were stored after them: what was noted with the smallest
   * sequence from this on. Undefined where nothing before it is noted, or nothing after it; the last `NOTED_SEQUENCES` are.
   */
  storedAt(sequence: number): Promise<number | undefined>;
  /** Forgets the points of a KPI before `bucket`. */
  trim(kpi: string, bucket: number): Promise<void>;
  /** True while the store has never been written: rebuild it from gold. */
  empty(): Promise<boolean>;
}

/** A week of two commits a second, in a few tens of megabytes at the most. */
export const NOTED_SEQUENCES = 1_000_000;

export const KpiStore = port<KpiStore>('kpi.KpiStore');
