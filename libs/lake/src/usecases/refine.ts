import {
  invariant,
  messageOf,
  natureOf,
  retryDelayMs,
  type Clock,
  type Log,
  type Random,
  type RetryPolicy,
} from '@dataforge/kernel';
import type { EventLog, LogRecord, Membership, Position, ReadBatch } from '@dataforge/events';
import type { Product } from '@dataforge/products';
import { decideFates, type Candidate } from '../domain/decide-fates.ts';
import { judgeRecords } from '../domain/judge.ts';
import { watermarkAfter } from '../domain/watermark.ts';
import type {
  CommitReceipt,
  FailedRecord,
  PartitionProgress,
  RefineBatch,
  RefineStore,
} from '../ports/refine-store.ts';

export interface RefineDeps {
  readonly log: EventLog;
  readonly store: Pick<RefineStore, 'progress' | 'known' | 'commit'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Log;
  /** Told after every commit, for example to deliver the outbox. */
  readonly committed?: (receipt: CommitReceipt) => Promise<void>;
}

export interface RefineSettings {
  readonly product: Product;
  readonly group: string;
  readonly maxRecords: number;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
}

export interface Refine {
  /** Refines batches until the signal aborts; rejects on a failure that is neither waited out nor a record's own. */
  run(signal: AbortSignal): Promise<void>;
}

const WAIT_FOR_EVER: RetryPolicy = {
  firstDelayMs: 100,
  maxDelayMs: 10_000,
  attempts: Number.POSITIVE_INFINITY,
};

/** Log to bronze, silver, quarantine and gold: reads, judges, decides fates and commits them with the offsets. */
export function refine(deps: RefineDeps, settings: RefineSettings): Refine {
  const { log, store, logger } = deps;
  const { product } = settings;
  const refineBatches = batchRefiner(deps, product);

  async function runMembership(membership: Membership, signal: AbortSignal): Promise<void> {
    const progress = new Map((await store.progress(product.name)).map((p) => [p.partition, p]));
    for (const partition of membership.partitions) {
      const held = progress.get(partition);
      if (held) membership.seek({ partition, next: held.next });
      else progress.set(partition, { partition, next: 0 as Position });
    }
    while (!signal.aborted && !membership.revoked.aborted) {
      const polled = await membership.poll(settings);
      if (!polled.ok) {
        skipLost(progress, membership, polled.error);
        continue;
      }
      if (polled.value.length === 0) continue;
      const outcome = await refineBatches(polled.value, progress);
      if (outcome === 'stale') return;
      await membership.commit(polled.value.map(({ partition, next }) => ({ partition, next })));
      await deps.committed?.(outcome);
    }
  }

  /** Retention passed what was not refined. The ledger will not balance, and that is the alarm. */
  function skipLost(
    progress: Map<number, PartitionProgress>,
    membership: Membership,
    lost: { partition: number; start: Position },
  ): void {
    logger.error(
      { topic: product.event.topic, ...lost },
      'Records were trimmed from the log before they were refined.',
    );
    const held = progress.get(lost.partition);
    invariant(held, 'an out of range partition is one of ours');
    membership.seek({ partition: lost.partition, next: lost.start });
  }

  return {
    async run(signal) {
      let failures = 0;
      while (!signal.aborted) {
        const membership = await log.join(product.event.topic, settings.group);
        try {
          await runMembership(membership, signal);
          failures = 0;
        } catch (error) {
          if (natureOf(error) !== 'retriable') throw error;
          failures += 1;
          logger.warn(
            { product: product.name, failures, cause: messageOf(error) },
            'Refining waits and tries again.',
          );
          await deps.clock.sleep(retryDelayMs(WAIT_FOR_EVER, Math.min(failures, 20), deps.random), signal);
        } finally {
          await membership.leave();
        }
      }
    },
  };
}

/** Refines what was polled and moves `progress`; `stale` when another refiner has taken over. */
export function batchRefiner(deps: Pick<RefineDeps, 'store' | 'logger'>, product: Product) {
  const { store, logger } = deps;
  const judge = judgeRecords(product);

  async function commitRecords(
    batches: readonly ReadBatch[],
    progress: Map<number, PartitionProgress>,
    poisoned: ReadonlyMap<LogRecord, string>,
  ): Promise<CommitReceipt | 'stale'> {
    const { batch, after } = await prepare(batches, progress, poisoned);
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
    return isolate(batches, progress, poisoned, committed.error.detail);
  }

  /** Halves a batch that the engine refused until the record is alone, and dead-letters that one. */
  async function isolate(
    batches: readonly ReadBatch[],
    progress: Map<number, PartitionProgress>,
    poisoned: ReadonlyMap<LogRecord, string>,
    detail: string,
  ): Promise<CommitReceipt | 'stale'> {
    const records = batches.flatMap((batch) => batch.records);
    const suspects = records.filter((record) => !poisoned.has(record));
    invariant(suspects.length > 0, `the engine refuses a batch of dead letters alone: ${detail}`);
    if (records.length === 1) {
      const record = records[0] as LogRecord;
      logger.error(
        { product: product.name, partition: record.partition, position: record.position, detail },
        'A record is poison; it goes to the dead letters.',
      );
      return commitRecords(batches, progress, new Map([...poisoned, [record, detail]]));
    }
    let last: CommitReceipt | 'stale' = 'stale';
    for (const half of halves(batches)) {
      last = await commitRecords(half, progress, poisoned);
      if (last === 'stale') return last;
    }
    return last;
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
        const judged = judge(record);
        if (poisoned.has(record)) failed.push(deadLetter(record, poisoned.get(record) ?? ''));
        else if (judged.kind === 'failed') failed.push(judged.failed);
        else {
          candidates.push({ record, row: { ...judged.row, ...(watermark !== undefined && { watermark }) } });
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
    return { batch: { product: product.name, rows, failed: [...failed, ...conflicts], offsets }, after };
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
