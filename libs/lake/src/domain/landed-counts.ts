import { ORIGIN, type Position } from '@dataforge/events';
import type { LandedMinute, LandedRange } from '../ports/landing-index.ts';

export type LandedRecords = Pick<LandedMinute, 'landed' | 'expired'>;

/** What is known of all that a partition landed, beside its ranges and minutes. */
export interface LandedPartition extends LandedRecords {
  readonly landedThrough: Position;
  readonly minutesFrom: number;
  /** Compressed, of the objects that are there. */
  readonly bytes: number;
}

export const NOTHING_LANDED: LandedPartition = {
  landedThrough: ORIGIN,
  minutesFrom: 0,
  landed: 0,
  expired: 0,
  bytes: 0,
};

/** What becomes of a range's records. */
export type LandedChange = 'landing' | 'expiry';

/** Records after so many more of them landed, or after so many of them expired. */
export function changed(
  { landed, expired }: LandedRecords,
  change: LandedChange,
  records: number,
): LandedRecords {
  return change === 'landing'
    ? { landed: landed + records, expired }
    : { landed: landed - records, expired: expired + records };
}

/** A partition after a range of it has landed or expired. */
export function changedBy(
  partition: LandedPartition,
  change: LandedChange,
  { records, bytes, next }: LandedRange,
): LandedPartition {
  return {
    ...partition,
    ...changed(partition, change, records),
    ...(change === 'landing'
      ? { landedThrough: next, bytes: partition.bytes + bytes }
      : { bytes: partition.bytes - bytes }),
  };
}
