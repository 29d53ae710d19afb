import { minuteOf } from '@dataforge/kernel';
import type { MinuteCount, Position } from '../../ports/event-log.ts';
import { endOf, type BatchHead } from './batch-storage.ts';

/** Counts what batches hold in [from, to) by append minute. The batches come in order. */
export function census(heads: Iterable<BatchHead>, from: Position, to: Position): readonly MinuteCount[] {
  const minutes = new Map<number, number>();
  for (const head of heads) {
    if (head.first >= to) break;
    const count = Math.min(to, endOf(head)) - Math.max(from, head.first);
    const minute = minuteOf(head.appendedAt);
    if (count > 0) minutes.set(minute, (minutes.get(minute) ?? 0) + count);
  }
  return [...minutes].map(([minute, records]) => ({ minute, records }));
}
