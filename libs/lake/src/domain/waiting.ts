import type { Position, ReadBatch } from '@dataforge/events';

/** What waits in a partition to be landed, as far as it was looked at. */
export interface Waiting {
  readonly from: Position;
  /** Where the next look goes on. */
  readonly next: Position;
  readonly records: number;
  /** Of their values. */
  readonly bytes: number;
  /** Append time of the first, ms since the epoch; undefined while there is none. */
  readonly since: number | undefined;
}

export const nothingWaits = (from: Position): Waiting => ({
  from,
  next: from,
  records: 0,
  bytes: 0,
  since: undefined,
});

/** With what was read from where the last look ended. */
export const waitingAfter = (waiting: Waiting, { records, next }: ReadBatch): Waiting => ({
  from: waiting.from,
  next,
  records: waiting.records + records.length,
  bytes: records.reduce((sum, { value }) => sum + value.byteLength, waiting.bytes),
  since: waiting.since ?? records[0]?.appendedAt,
});

/** Whether what waits fills an object, or its first record has waited long enough. `now` in ms. */
export function isDue(
  { records, bytes, since }: Waiting,
  limits: { readonly maxRecords: number; readonly maxBytes: number; readonly lingerMs: number },
  now: number,
): boolean {
  if (since === undefined) return false;
  return records >= limits.maxRecords || bytes >= limits.maxBytes || now - since >= limits.lingerMs;
}
