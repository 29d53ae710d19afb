import { port, type JsonObject, type Result } from '@dataforge/kernel';
import type { PartitionPosition, Position } from '@dataforge/events';
import type { Fate } from '../domain/fate.ts';

/** Where a record came from. */
export interface Origin {
  readonly partition: number;
  readonly position: Position;
  /** ms since the epoch */
  readonly appendedAt: number;
}

/**
 * An event that keeps its contract, as bronze holds it. Times in ms since the epoch. A `refined` row goes on
 * to silver, unless the silver model leaves it out (its fate is then `filtered`).
 */
export interface BronzeRow extends Origin {
  readonly fate: 'refined' | 'duplicate' | 'expired';
  readonly source: string;
  readonly id: string;
  readonly subject?: string | undefined;
  readonly eventTime: number;
  /** The contract's fields by their names, as JSON values; timestamps as they were written. */
  readonly data: JsonObject;
  /** Fields the contract does not know. */
  readonly rest?: JsonObject | undefined;
  /** SHA-256 (hex, first 16 digits) of type, subject and canonical data. */
  readonly contentHash: string;
  /** The partition's watermark before this record (ms); undefined at the start. A window that ended by then is closed. */
  readonly watermark?: number | undefined;
}

/** A record that went to quarantine or to the dead letters, with the bytes it came with. */
export interface FailedRecord extends Origin {
  readonly fate: 'quarantined' | 'dead-lettered';
  readonly stage: 'parse' | 'contract' | 'dedupe' | 'refine';
  readonly reasons: readonly { readonly field: string; readonly rule: string; readonly detail: string }[];
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
  readonly source?: string | undefined;
  readonly id?: string | undefined;
}

export interface PartitionProgress extends PartitionPosition {
  /** Largest event time read minus lateness, ms; undefined while nothing was read. */
  readonly watermark?: number;
}

export interface Identity {
  readonly source: string;
  readonly id: string;
  readonly eventTime: number;
}

/** An identity that silver holds already, with what it holds. */
export interface KnownIdentity {
  readonly source: string;
  readonly id: string;
  readonly contentHash: string;
  readonly partition: number;
  readonly position: Position;
}

export interface RefineBatch {
  readonly product: string;
  /** When it was refined, ms since the epoch. */
  readonly refinedAt: number;
  readonly rows: readonly BronzeRow[];
  readonly failed: readonly FailedRecord[];
  /** Per partition, where the batch began, where the next one begins and the watermark after it (ms). */
  readonly offsets: readonly {
    readonly partition: number;
    readonly from: Position;
    readonly next: Position;
    readonly watermark?: number;
    /** Append time of the last record read, ms. */
    readonly lastAppendedAt?: number;
  }[];
}

export interface CommitReceipt {
  /** Grows by one with each commit of the store. */
  readonly sequence: number;
}

/**
 * `stale`: the stored offsets are not the batch's `from`: somebody else committed; start over from `progress`.
 * `poison`: the engine refused the batch's content (not the batch's fault as a whole): nothing was written;
 * cut it to find the record. `too-large`: the batch needs more memory than the engine has: nothing was written; cut it.
 */
export interface CommitFailure {
  readonly kind: 'stale' | 'poison' | 'too-large';
  readonly detail: string;
}

/** A KPI point to be delivered; `sequence` orders the versions of a point. */
export interface OutboxEntry {
  readonly sequence: number;
  readonly kpi: string;
  /** Start of the bucket, ms since the epoch. */
  readonly bucket: number;
  /** Null where gold has none, or has lost the rows behind it. */
  readonly value: number | null;
  readonly weight: number;
  /** Late events that corrected the windows behind it. */
  readonly corrections: number;
  /** The product's watermark at the commit, ms. */
  readonly watermark: number | null;
  /** Append time of the newest record that changed it, ms. */
  readonly appendedAt: number;
}

/**
 * The one transactional owner of bronze, silver, quarantine, gold, fates and offsets. A commit is all or
 * nothing; the same batch committed twice is `stale` the second time and changes nothing.
 */
export interface RefineStore {
  progress(product: string): Promise<readonly PartitionProgress[]>;
  /** Which identities silver holds, looked up within the event dates that are asked about. */
  known(product: string, identities: readonly Identity[]): Promise<readonly KnownIdentity[]>;
  commit(batch: RefineBatch): Promise<Result<CommitReceipt, CommitFailure>>;
  /** Recomputes the columns that cannot be folded in the windows that are due. `now` in ms. Returns how many windows. */
  refresh(product: string, now: number): Promise<number>;
  /** Deletes what retention has passed, silver and gold by whole days; fates of silver rows become `expired`. `now` in ms. */
  expire(product: string, now: number): Promise<{ readonly silver: number; readonly bronze: number }>;
  /**
   * Finds copies of an identity whose dates differ, over the whole dedupe horizon, and corrects silver, fates,
   * gold and its points. A conflict's row in quarantine holds the row it was in bronze as JSON, and says so. Meant for once
   * a day. Returns how many copies left silver. `now` in ms.
   */
  reconcile(product: string, now: number): Promise<number>;
  outbox(limit: number): Promise<readonly OutboxEntry[]>;
  /** Entries up to the last of these come no more; after a restart some may come again. */
  delivered(entries: readonly OutboxEntry[]): Promise<void>;
  /** The KPIs whose points were published by another definition than theirs is now, or never as a whole. */
  unpublished(): Promise<readonly string[]>;
  /**
   * Puts the points of these KPIs into the outbox as gold holds them, as far back as each is kept, in place of what waits
   * there; from then on they are published. `now` in ms.
   */
  republish(kpis: readonly string[], now: number): Promise<void>;
  /** Folds the write-ahead log into the file. On our schedule, never inside a commit. */
  checkpoint(): Promise<void>;
  /** What it holds, without the room in its file that new rows will take again. */
  sizeBytes(): Promise<number>;
}

export const RefineStore = port<RefineStore>('lake.RefineStore');

export interface FateCount {
  readonly partition: number;
  /** Append minute, ms since the epoch. */
  readonly minute: number;
  readonly fate: Fate;
  readonly records: number;
}

export interface FateScope {
  /** Else one count per partition and fate, with the minute 0. */
  readonly byMinute: boolean;
}

/** The fates behind the ledger: counts and the offsets they reach, from one snapshot. */
export interface FateReader {
  fates(
    product: string,
    scope?: FateScope,
  ): Promise<{ readonly progress: readonly PartitionProgress[]; readonly counts: readonly FateCount[] }>;
}

export const FateReader = port<FateReader>('lake.FateReader');
