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
  /** Idempotent; a point older (by sequence) than the stored one is ignored. Durable on return. */
  upsert(points: readonly KpiPoint[]): Promise<void>;
  /** Points with from <= bucket < to in bucket order, at most `limit`. */
  series(kpi: string, from: number, to: number, limit: number): Promise<readonly KpiPoint[]>;
  /** The last points whose bucket is not after `through`, in bucket order, at most `limit`. */
  newest(kpi: string, through: number, limit: number): Promise<readonly KpiPoint[]>;
  /** Forgets the points of a KPI before `bucket`. */
  trim(kpi: string, bucket: number): Promise<void>;
  /** True while the store has never been written: rebuild it from gold. */
  empty(): Promise<boolean>;
}

export const KpiStore = port<KpiStore>('kpi.KpiStore');
