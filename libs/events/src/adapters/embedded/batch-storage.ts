import type { Position, TopicSpec } from '../../ports/event-log.ts';
import type { StoredBatch } from './record-batch.ts';

export interface PartitionState {
  readonly end: Position;
  /** Append time of the newest record, ms; 0 while there was none. */
  readonly lastAppendedAt: number;
}

/** A batch with the position after it, which may leave a gap. */
export interface BatchWrite extends StoredBatch {
  readonly next: Position;
  readonly appendedAt: number;
}

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
  /** The oldest position held; the end while there is none. */
  start(topic: string, partition: number): Position;
  write(batches: readonly BatchWrite[]): Promise<void>;
  /** Batches in order, from the one that holds `from`, or the first after it. */
  batches(topic: string, partition: number, from: Position): Iterable<StoredBatch>;
  /** Removes whole batches that end at or below `before`. */
  remove(topic: string, partition: number, before: Position): Promise<void>;
  group(topic: string, group: string): GroupState;
  saveGroup(topic: string, group: string, state: GroupState): Promise<void>;
  sizeBytes(): number;
}
