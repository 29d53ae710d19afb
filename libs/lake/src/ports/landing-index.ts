import { DAY_MS, port, type Result } from '@dataforge/kernel';
import type { MinuteCount, MinuteRange, Position } from '@dataforge/events';

/** Append times in one object lie less than this apart, so that an index can count it in one transaction. */
export const MOST_RANGE_MS = 2 * DAY_MS;

/** One landed object: the records of a partition in [first, next), with its quality metrics. */
export interface LandedRange {
  readonly topic: string;
  readonly partition: number;
  readonly first: Position;
  readonly next: Position;
  readonly key: string;
  readonly records: number;
  /** Compressed size. */
  readonly bytes: number;
  /** Records whose value is JSON that parses. */
  readonly wellFormed: number;
  readonly minutes: readonly MinuteCount[];
  /** Append time of the last record, ms since the epoch. */
  readonly lastAppendedAt: number;
  readonly landedAt: number;
}

/** Somebody else moved `landedThrough` first: read it again and go on from there. */
export interface Moved {
  readonly kind: 'moved';
  readonly landedThrough: Position;
}

/** Records landed whose object is there, and those whose object retention has deleted, of an append minute. */
export interface LandedMinute {
  readonly minute: number;
  readonly landed: number;
  readonly expired: number;
}

export interface LandedCounts {
  readonly landedThrough: Position;
  /** What was appended before is no longer counted by minute, ms since the epoch. */
  readonly minutesFrom: number;
  readonly minutes: readonly LandedMinute[];
}

/** How far each partition has landed, and what. */
export interface LandingIndex {
  /** ORIGIN for a partition never landed. */
  landedThrough(topic: string, partition: number): Promise<Position>;
  /** Moves `landedThrough` from `expected` to `range.next` and records the range, both or neither, durably. */
  advance(expected: Position, range: LandedRange): Promise<Result<void, Moved>>;
  /** A partition's ranges whose objects are there, in position order. */
  ranges(topic: string, partition: number): AsyncIterable<LandedRange>;
  /** The range that holds a position, while its object is there. */
  rangeAt(topic: string, partition: number, position: Position): Promise<LandedRange | undefined>;
  /**
   * From one snapshot: how far the partition has landed, and its records per append minute in a range; without one, all
   * of them in one count, under the minute 0.
   */
  counts(topic: string, partition: number, range?: MinuteRange): Promise<LandedCounts>;
  /** Moves a range's records from `landed` to `expired`, once its object is deleted; a repeat changes nothing. */
  expire(range: LandedRange): Promise<void>;
  /** Forgets the counts by minute of what was appended before `before` (ms since the epoch); the count of all stays. */
  trimMinutes(topic: string, partition: number, before: number): Promise<void>;
  /** Compressed bytes of the objects that are there, for the disk budget. */
  sizeBytes(): Promise<number>;
}

export const LandingIndex = port<LandingIndex>('lake.LandingIndex');
