import { port, type Result } from '@dataforge/kernel';
import type { Position } from '@dataforge/events';
import type { Fate } from '../domain/fate.ts';
import type { FailedRecord } from './refine-store.ts';

/** Append times from `from` (included) to `to` (excluded), ms since the epoch: what was appended outside is not read. */
export interface AppendSpan {
  readonly from: number;
  readonly to: number;
}

/** Records of a partition that have a fate. */
export interface RecordScope extends AppendSpan {
  readonly partition: number;
  /** Positions from `first` (included) to `end` (excluded). */
  readonly first: number;
  readonly end: number;
  /** All fates where it is absent. */
  readonly fates?: readonly Fate[] | undefined;
  readonly limit: number;
}

/** A record that was refined, with as much of it as a zone still holds. Times in ms since the epoch. */
export interface FatedRecord {
  readonly partition: number;
  readonly position: Position;
  readonly fate: Fate;
  readonly appendedAt?: number | undefined;
  /** When its batch was refined, and the number of that commit; unknown of what an older version committed. */
  readonly refinedAt?: number | undefined;
  readonly sequence?: number | undefined;
  readonly source?: string | undefined;
  readonly id?: string | undefined;
  readonly subject?: string | undefined;
  readonly eventTime?: number | undefined;
  /** Why it was quarantined or dead-lettered. */
  readonly reasons?: FailedRecord['reasons'] | undefined;
}

/** Where a record is, and when it was appended (ms). */
export interface RecordPlace {
  readonly partition: number;
  readonly position: Position;
  readonly appendedAt: number;
}

/** A row of gold that a record went into. */
export interface RecordWindow {
  /** The table, with its schema. */
  readonly table: string;
  /** The row's key without its window, as text. */
  readonly key: Readonly<Record<string, string | null>>;
  /** From (included) to (excluded), ms; absent where gold keeps the newest row per key. */
  readonly window?: { readonly from: number; readonly to: number };
  /** Gold holds the row; of a newest row, it is this record's. */
  readonly held: boolean;
  /** The product's watermark has passed its end. */
  readonly closed: boolean;
  /** The record came after the window had closed in its partition. */
  readonly late: boolean;
  /** Late records in the row. */
  readonly corrections: number;
  /** Columns that are computed again with the next refresh. */
  readonly waiting: readonly string[];
  /** The KPIs that the row counts for, and the start of the point, ms. */
  readonly points: readonly { readonly kpi: string; readonly bucket: number }[];
}

/** Reads single records of a product. Each read is pruned by append time, limited, and looked up by one reader at a time. */
export interface RecordReader {
  /** In position order; and how far the partition was refined, from the same snapshot. */
  records(
    product: string,
    scope: RecordScope,
  ): Promise<{ readonly records: readonly FatedRecord[]; readonly refinedThrough: Position }>;
  /**
   * Where records of this source and id are among those appended in a span, oldest first. `timeout`: the span holds too
   * much to be searched.
   */
  copies(
    product: string,
    identity: { readonly source: string; readonly id: string },
    span: AppendSpan & { readonly limit: number },
  ): Promise<Result<readonly RecordPlace[], { readonly kind: 'timeout'; readonly detail: string }>>;
  /** The rows of gold that a record of silver went into; none where silver does not hold it. */
  windows(product: string, place: RecordPlace): Promise<readonly RecordWindow[]>;
}

export const RecordReader = port<RecordReader>('lake.RecordReader');
