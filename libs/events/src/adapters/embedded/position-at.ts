import type { Position } from '../../ports/event-log.ts';
import { endOf, type BatchHead, type BatchStorage } from './batch-storage.ts';

/** Halves the span between the oldest position and the end until the first batch appended at `time` or later is found. */
export function positionAt(storage: BatchStorage, topic: string, partition: number, time: number): Position {
  const headFrom = (from: number): BatchHead | undefined => {
    for (const head of storage.heads(topic, partition, from as Position)) return head;
    return undefined;
  };
  const { end } = storage.state(topic, partition);
  let low: number = storage.start(topic, partition);
  let high: number = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const head = headFrom(middle);
    if (head && head.appendedAt < time) low = endOf(head);
    else high = Math.min(head?.first ?? middle, middle);
  }
  return headFrom(low)?.first ?? end;
}
