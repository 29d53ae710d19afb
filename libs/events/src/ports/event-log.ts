import { port, type Result } from '@dataforge/kernel';

/**
 * A place in a topic's partition. Opaque: later records compare greater, but positions have gaps and say
 * nothing of how many records lie between two of them. Go on from the `next` that a read gave.
 */
export type Position = number & { readonly __brand: 'Position' };

export interface EventRecord {
  readonly key: string;
  /** Header names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

export interface LogRecord extends EventRecord {
  readonly partition: number;
  readonly position: Position;
  /** When the log took the record, milliseconds since the epoch; never goes back within a partition. */
  readonly appendedAt: number;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** Records older than this may be trimmed, milliseconds. */
  readonly retentionMs: number;
  /** Of records with the same key only the newest need be kept. */
  readonly compacted?: boolean;
}

export interface AppendBatch {
  readonly topic: string;
  readonly records: readonly EventRecord[];
}

export interface AppendReceipt {
  readonly records: number;
}

/**
 * Why nothing is known to have been appended: `full` (the disk or its budget), `too-large` (a record over
 * the limit; nothing was written), `unknown-topic`, `unavailable` (nothing was written), `ambiguous` (the
 * log did not answer in time: it may or may not have been written; a retry is safe, the copy is refined
 * away as a duplicate).
 */
export interface AppendFailure {
  readonly kind: 'full' | 'too-large' | 'unknown-topic' | 'unavailable' | 'ambiguous';
  readonly detail: string;
}

/** The log no longer holds `from`: retention passed it. `start` is the oldest position it holds. */
export interface OutOfRange {
  readonly kind: 'out-of-range';
  readonly partition: number;
  readonly start: Position;
}

/** Another consumer has taken over: nothing was committed; stop and join again. */
export interface Fenced {
  readonly kind: 'fenced';
  readonly detail: string;
}

export interface PartitionEnds {
  readonly partition: number;
  /** Nothing is held below it, and reading from it is in range; equal to `end` when the partition is empty. */
  readonly start: Position;
  /** The position that the next record will have at the least. */
  readonly end: Position;
}

export interface ReadRequest {
  readonly topic: string;
  readonly partition: number;
  readonly from: Position;
  readonly maxRecords: number;
  /** At least one record is returned however large it is. */
  readonly maxBytes: number;
}

export interface ReadBatch {
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** Where to go on; greater than `from` only if something was read or skipped. */
  readonly next: Position;
}

export interface PollRequest {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** How long to wait for a record when there is none, milliseconds. */
  readonly maxWaitMs: number;
}

export interface PartitionPosition {
  readonly partition: number;
  readonly next: Position;
}

/**
 * One member's hold on some partitions of a topic, for one generation of its group. When the group's
 * members change, every membership of the older generation is revoked, also in the middle of a batch: its
 * signal aborts and its commits are fenced.
 */
export interface Membership {
  readonly generation: number;
  readonly partitions: readonly number[];
  readonly revoked: AbortSignal;
  /** Sets where the next poll of a partition reads from; before the first poll this is the committed position. */
  seek(position: PartitionPosition): void;
  /** Batches in position order within each partition, at least once; empty after `maxWaitMs` or revocation. */
  poll(request: PollRequest): Promise<Result<readonly ReadBatch[], OutOfRange>>;
  commit(positions: readonly PartitionPosition[]): Promise<Result<void, Fenced>>;
  leave(): Promise<void>;
}

/** How many records of a partition were appended in a minute. `minute` is its start, ms since the epoch. */
export interface MinuteCount {
  readonly minute: number;
  readonly records: number;
}

/** Append minutes from `from` (included) to `to` (excluded), ms since the epoch; unbounded where one is missing. */
export interface MinuteRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * A partitioned, durable log with Kafka's semantics. A record's partition follows from its key; order holds
 * within a partition; delivery is at least once. Adapters throw `InfrastructureError` from reads when the log is away.
 */
export interface EventLog {
  /** Creates what is missing. A topic that exists with fewer partitions is extended, never shrunk. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /**
   * Resolves once every record is durable. Appends that arrive together share a commit. Atomic per
   * partition only: after `unavailable` or `ambiguous` some partitions of the call may hold their records.
   */
  append(batches: readonly AppendBatch[]): Promise<Result<AppendReceipt, AppendFailure>>;
  read(request: ReadRequest): Promise<Result<ReadBatch, OutOfRange>>;
  ends(topic: string): Promise<readonly PartitionEnds[]>;
  join(topic: string, group: string): Promise<Membership>;
  /** What a group last committed, for partitions where it has. */
  committed(topic: string, group: string): Promise<readonly PartitionPosition[]>;
  /** Counts the records in [from, to) by append minute, from the records themselves. */
  census(topic: string, partition: number, from: Position, to: Position): Promise<readonly MinuteCount[]>;
  /** Drops whole stretches of records below `before`; may keep some of them, never drops at or above it. */
  trim(topic: string, partition: number, before: Position): Promise<void>;
  /** The greatest position `p` such that every record below `p` was appended before `time` (ms since the epoch). */
  positionAt(topic: string, partition: number, time: number): Promise<Position>;
  /** Bytes held on disk (or in memory), for the disk budget. */
  sizeBytes(): Promise<number>;
}

export const EventLog = port<EventLog>('events.EventLog');

/** The position before every record. */
export const ORIGIN = 0 as Position;
