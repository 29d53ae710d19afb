import { DAY_MS, port } from '@dataforge/kernel';
import type { MinuteCount, MinuteRange, Position } from '@dataforge/events';

/** Append minutes of one stretch lie less than this apart, so that a store can write it in one transaction. */
export const MOST_STRETCH_MS = 2 * DAY_MS;

/** What the log took of a partition in [from, through), by append minute. */
export interface CountedStretch {
  readonly from: Position;
  readonly through: Position;
  readonly minutes: readonly MinuteCount[];
}

export interface CountedPartition {
  readonly countedThrough: Position;
  /** What was appended before is no longer counted by minute, ms since the epoch. */
  readonly minutesFrom: number;
  readonly minutes: readonly MinuteCount[];
}

/** How many records the log took, per partition and append minute, counted from the log before retention trims it. */
export interface AcceptedCounts {
  /** Every record below this position is counted; ORIGIN for a partition never counted. */
  countedThrough(topic: string, partition: number): Promise<Position>;
  /**
   * Adds a stretch and moves `countedThrough` to its end, both or neither, durably. Changes nothing if the stretch does not
   * begin where the partition is counted to: somebody else counted it.
   */
  add(topic: string, partition: number, stretch: CountedStretch): Promise<void>;
  /**
   * From one snapshot: how far the partition is counted, and its records per append minute in a range; without one, all
   * of them in one count, under the minute 0.
   */
  counts(topic: string, partition: number, range?: MinuteRange): Promise<CountedPartition>;
  /** Forgets the counts by minute of what was appended before `before` (ms since the epoch); the count of all stays. */
  trimMinutes(topic: string, partition: number, before: number): Promise<void>;
}

export const AcceptedCounts = port<AcceptedCounts>('ledger.AcceptedCounts');
