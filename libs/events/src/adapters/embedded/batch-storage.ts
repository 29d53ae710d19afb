import type { Position, TopicSpec } from '../../ports/event-log.ts';
import type { StoredBatch } from './record-batch.ts';

export interface PartitionState {
  readonly end: Position;
  /** Append time of the newest record, ms; 0 while there was none. */
  readonly lastAppendedAt: number;
}

/** What is known of a batch without its records. Its positions are `first` to `first + count - 1`. */
export interface BatchHead {
  readonly first: Position;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly appendedAt: number;
}

export interface BatchWrite extends StoredBatch, BatchHead {}

export interface GroupState {
  readonly generation: number;
  /** Committed positions by partition. */
  readonly offsets: Readonly<Record<string, number>>;
}

/** What an embedded log needs of a store: ordered batches, written durably and all or none. */
export interface BatchStorage {
  topics(): readonly TopicSpec[];
  saveTopic(topic: TopicSpec): Promise<void>;
  state(topic: string, partition: number): PartitionState;
  /** Nothing was removed at or above it, and nothing is held below it; the end while nothing is held. */
  start(topic: string, partition: number): Position;
  write(batches: readonly BatchWrite[]): Promise<void>;
  /** Batches in order, from the one that holds `from`, or the first after it. */
  batches(topic: string, partition: number, from: Position): Iterable<StoredBatch>;
  /** The same without their records. */
  heads(topic: string, partition: number, from: Position): Iterable<BatchHead>;
  /** Removes whole batches that end at or below `before`. */
  remove(topic: string, partition: number, before: Position): Promise<void>;
  group(topic: string, group: string): GroupState;
  saveGroup(topic: string, group: string, state: GroupState): Promise<void>;
  sizeBytes(): number;
}

/** Thrown by a storage that cannot tell whether it wrote. */
export class AmbiguousWrite extends Error {}

/** Thrown by a storage that has no room left; nothing was written. */
export class NoRoom extends Error {}

/** The position after a batch. */
export const endOf = ({ first, count }: BatchHead): Position => (first + count) as Position;
