import { InfrastructureError, invariant, type Clock, type Log } from '@dataforge/kernel';
import type { DeadLetter, LogRecord, Position, ReadBatch, SendDeadLetters } from '@dataforge/events';
import type { Product } from '@dataforge/products';
import { decideFates, type Candidate } from '../domain/decide-fates.ts';
import { judgeRecords } from '../domain/judge.ts';
import { watermarkAfter } from '../domain/watermark.ts';
import type {
  CommitFailure,
  CommitReceipt,
  FailedRecord,
  PartitionProgress,
  RefineBatch,
  RefineStore,
} from '../ports/refine-store.ts';

/** Refines what was polled and moves `progress`; `stale` when another refiner has taken over. */
export function batchRefiner(
  deps: {
    readonly store: Pick<RefineStore, 'known' | 'commit'>;
    readonly clock: Pick<Clock, 'now'>;
    readonly logger: Log;
    /** Told of dead letters before their fate is committed, so that none is missed. */
    readonly deadLetters?: SendDeadLetters | undefined;
  },
  product: Product,
) {
  const { store, clock, logger } = deps;
  const judge = judgeRecords(product);

  async function commitRecords(
    batches: readonly ReadBatch[],
    progress: Map<number, PartitionProgress>,
    poisoned: ReadonlyMap<LogRecord, string>,
  ): Promise<CommitReceipt | 'stale'> {
    const { batch, after } = await prepare(batches, progress, poisoned);
    const letters = batch.failed.filter(({ fate }) => fate === 'dead-lettered');
    if (letters.length > 0) await deps.deadLetters?.(letters.map((failed) => letterOf(product, failed)));
    const committed = await store.commit(batch);
    if (committed.ok) {
      for (const held of after) progress.set(held.partition, held);
      return committed.value;
    }
    if (committed.error.kind === 'stale') {
      logger.warn(
        { product: product.name, detail: committed.error.detail },
        'Another refiner committed; starting over.',
      );
      return 'stale';
    }
    return cut(batches, progress, poisoned, committed.error);
  }

  /**
   * Halves a batch that the engine refused until the record is alone, and dead-letters that one if it is poison. Want of
   * memory says nothing about a record: it is waited out.
   */
  async function cut(
    batches: readonly ReadBatch[],
    progress: Map<number, PartitionProgress>,
    poisoned: ReadonlyMap<LogRecord, string>,
    { kind, detail }: CommitFailure,
  ): Promise<CommitReceipt | 'stale'> {
    const records = batches.flatMap((batch) => batch.records);
    if (records.length > 1) {
      let last: CommitReceipt | 'stale' = 'stale';
      for (const half of halves(batches)) {
        last = await commitRecords(half, progress, poisoned);
        if (last === 'stale') return last;
      }
      return last;
    }
    if (kind === 'too-large') throw new InfrastructureError(detail, 'retriable');
    const record = records.find((suspect) => !poisoned.has(suspect));
    invariant(record, `the engine refuses a batch of dead letters alone: ${detail}`);
    logger.error(
      { product: product.name, partition: record.partition, position: record.position, detail },
      'A record is poison; it goes to the dead letters.',
    );
    return commitRecords(batches, progress, new Map([...poisoned, [record, detail]]));
  }

  async function prepare(
    batches: readonly ReadBatch[],
    progress: ReadonlyMap<number, PartitionProgress>,
    poisoned: ReadonlyMap<LogRecord, string>,
  ): Promise<{ batch: RefineBatch; after: readonly PartitionProgress[] }> {
    const candidates: Candidate[] = [];
    const failed: FailedRecord[] = [];
    const after: PartitionProgress[] = [];
    const offsets = batches.map(({ partition, records, next }) => {
      const held = progress.get(partition);
      let watermark = held?.watermark;
      for (const record of records) {
        const judged = judge(record, watermark);
        if (poisoned.has(record)) failed.push(deadLetter(record, poisoned.get(record) ?? ''));
        else if (judged.kind === 'failed') failed.push(judged.failed);
        else {
          candidates.push({ record, row: judged.row });
          watermark = watermarkAfter(watermark, judged.row, product.event.latenessMs);
        }
      }
      after.push({ partition, next, ...(watermark !== undefined && { watermark }) });
      const last = records[records.length - 1];
      return {
        partition,
        from: held?.next ?? (0 as Position),
        next,
        ...(watermark !== undefined && { watermark }),
        ...(last && { lastAppendedAt: last.appendedAt }),
      };
    });
    const known = await store.known(
      product.name,
      candidates.map(({ row }) => row),
    );
    const { rows, conflicts } = decideFates(candidates, known);
    const batch = { product: product.name, refinedAt: clock.now(), rows, offsets };
    return { batch: { ...batch, failed: [...failed, ...conflicts] }, after };
  }

  return (batches: readonly ReadBatch[], progress: Map<number, PartitionProgress>) =>
    commitRecords(batches, progress, new Map());
}

function deadLetter(record: LogRecord, detail: string): FailedRecord {
  return {
    partition: record.partition,
    position: record.position,
    appendedAt: record.appendedAt,
    fate: 'dead-lettered',
    stage: 'refine',
    reasons: [{ field: '', rule: 'refused', detail }],
    key: record.key,
    headers: record.headers,
    value: record.value,
  };
}

const letterOf = (product: Product, failed: FailedRecord): DeadLetter => ({
  topic: product.event.topic,
  partition: failed.partition,
  position: failed.position,
  appendedAt: failed.appendedAt,
  stage: failed.stage,
  reasons: failed.reasons,
  record: { key: failed.key, headers: failed.headers, value: failed.value },
});

/** Two parts with the same records in the same order; a part's `next` is where its own records end. */
function halves(batches: readonly ReadBatch[]): readonly (readonly ReadBatch[])[] {
  if (batches.length > 1) {
    const middle = Math.floor(batches.length / 2);
    return [batches.slice(0, middle), batches.slice(middle)];
  }
  const batch = batches[0] as ReadBatch;
  const middle = Math.floor(batch.records.length / 2);
  const boundary = (batch.records[middle] as LogRecord).position;
  return [
    [{ ...batch, records: batch.records.slice(0, middle), next: boundary }],
    [{ ...batch, records: batch.records.slice(middle) }],
  ];
}
