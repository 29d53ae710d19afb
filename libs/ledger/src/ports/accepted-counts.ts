import { port } from '@dataforge/kernel';
import type { MinuteCount, Position } from '@dataforge/events';

export interface CountedPartition {
  /** Every record below this position is counted. */
  readonly countedThrough: Position;
  readonly minutes: readonly MinuteCount[];
}

/**
 * How many records the log took, per partition and append minute, counted from the log before retention
 * trims it. Written by overwrite: a minute is counted whole, so counting it again changes nothing.
 */
export interface AcceptedCounts {
  read(topic: string, partition: number): Promise<CountedPartition>;
  /** Overwrites the given minutes and moves `countedThrough`, both or neither, durably. */
  record(topic: string, partition: number, counted: CountedPartition): Promise<void>;
}

export const AcceptedCounts = port<AcceptedCounts>('ledger.AcceptedCounts');
