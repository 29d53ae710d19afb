import { minuteOf } from '@dataforge/kernel';
import { parseJson, type LogRecord, type MinuteCount, type Position } from '@dataforge/events';
import type { LandedRange } from '../ports/landing-index.ts';

/**
 * Where landing goes on after an object: one past its last record. No record lies between, gaps or not; this is the one
 * place that counts with positions, since an object that is adopted says no more than its records.
 */
export const nextAfter = (records: readonly LogRecord[]): Position =>
  ((records[records.length - 1] as LogRecord).position + 1) as Position;

/** What is known of an object from its records; they are at least one. */
export function metricsOf(
  records: readonly LogRecord[],
): Pick<LandedRange, 'first' | 'next' | 'records' | 'wellFormed' | 'minutes' | 'lastAppendedAt'> {
  const [first, last] = [records[0] as LogRecord, records[records.length - 1] as LogRecord];
  return {
    first: first.position,
    next: nextAfter(records),
    records: records.length,
    wellFormed: records.filter(({ value }) => parseJson(value).ok).length,
    minutes: minutesOf(records),
    lastAppendedAt: last.appendedAt,
  };
}

function minutesOf(records: readonly LogRecord[]): readonly MinuteCount[] {
  const counts = new Map<number, number>();
  for (const { appendedAt } of records) {
    const minute = minuteOf(appendedAt);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return [...counts].map(([minute, count]) => ({ minute, records: count }));
}
