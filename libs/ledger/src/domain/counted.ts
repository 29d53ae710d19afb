import { ORIGIN, type MinuteCount, type Position } from '@dataforge/events';

/** What is known of all that was counted of a partition, beside its minutes. */
export interface Counted {
  readonly countedThrough: Position;
  readonly minutesFrom: number;
  readonly records: number;
}

export const NOTHING_COUNTED: Counted = { countedThrough: ORIGIN, minutesFrom: 0, records: 0 };

export const recordsIn = (minutes: readonly MinuteCount[]): number =>
  minutes.reduce((sum, { records }) => sum + records, 0);
