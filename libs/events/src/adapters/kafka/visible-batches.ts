import type { FetchedPartition } from '@dataforge/clients/kafka';
import { batchesIn, isAbort, type StoredBatch } from './record-batch.ts';

export interface FetchedBatch {
  readonly batch: StoredBatch;
  /** Not so of what ends a transaction, and of what was written in one that was aborted. */
  readonly isVisible: boolean;
}

/** The batches of what was fetched, and whether their records are for readers. */
export function* visibleBatches({ batches, aborted }: FetchedPartition): Generator<FetchedBatch> {
  const waiting = [...aborted].sort((a, b) => a.first - b.first);
  const aborting = new Set<number>();
  for (const batch of batchesIn(batches)) {
    for (let next = waiting[0]; next && next.first <= batch.last; next = waiting[0]) {
      aborting.add(next.producerId);
      waiting.shift();
    }
    if (batch.isControl && isAbort(batch)) aborting.delete(batch.producerId);
    const isVisible = !batch.isControl && !(batch.isTransactional && aborting.has(batch.producerId));
    yield { batch, isVisible };
  }
}
