import {
  invariant,
  messageOf,
  retryUntilAborted,
  type Clock,
  type Log,
  type Random,
} from '@dataforge/kernel';
import {
  ORIGIN,
  type EventLog,
  type Membership,
  type OutOfRange,
  type SendDeadLetters,
} from '@dataforge/events';
import type { Product } from '@dataforge/products';
import type { CommitReceipt, PartitionProgress, RefineStore } from '../ports/refine-store.ts';
import { batchRefiner } from './refine-batch.ts';

export interface RefineDeps {
  readonly log: EventLog;
  readonly store: Pick<RefineStore, 'progress' | 'known' | 'commit'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Log;
  /** Where records go, beside quarantine, that cannot be processed. */
  readonly deadLetters?: SendDeadLetters | undefined;
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

/** One hold on the product's partitions. `ended`: revoked or overtaken; close it and open another. */
export interface RefineSession {
  step(): Promise<'refined' | 'idle' | 'ended'>;
  close(): Promise<void>;
}

export interface Refine {
  open(): Promise<RefineSession>;
  /** Refines batches until the signal aborts; rejects on a failure that is neither waited out nor a record's own. */
  run(signal: AbortSignal): Promise<void>;
}

/** Log to bronze, silver, quarantine and gold: reads, judges, decides fates and commits them with the offsets. */
export function refine(deps: RefineDeps, settings: RefineSettings): Refine {
  const { log, store, logger } = deps;
  const { product } = settings;
  const refineBatches = batchRefiner(deps, product);

  /** Reads go on from what the store committed; what the log remembers of the group is only a copy of that. */
  async function seekToProgress(membership: Membership): Promise<Map<number, PartitionProgress>> {
    const progress = new Map((await store.progress(product.name)).map((held) => [held.partition, held]));
    for (const partition of membership.partitions) {
      const held = progress.get(partition) ?? { partition, next: ORIGIN };
      progress.set(partition, held);
      membership.seek(held);
    }
    return progress;
  }

  /** Retention passed what was not refined. The ledger will not balance, and that is the alarm. */
  function skipLost(
    progress: Map<number, PartitionProgress>,
    membership: Membership,
    lost: OutOfRange,
  ): void {
    const { partition, start } = lost;
    invariant(progress.has(partition), 'an out of range partition is one of ours');
    logger.error(
      { topic: product.event.topic, partition, start },
      'Records were trimmed from the log before they were refined.',
    );
    membership.seek({ partition, next: start });
  }

  async function open(): Promise<RefineSession> {
    const membership = await log.join(product.event.topic, settings.group);
    const progress = await seekToProgress(membership);
    return {
      async step() {
        if (membership.revoked.aborted) return 'ended';
        const polled = await membership.poll(settings);
        if (!polled.ok) {
          skipLost(progress, membership, polled.error);
          return 'idle';
        }
        if (polled.value.length === 0) return 'idle';
        const outcome = await refineBatches(polled.value, progress);
        if (outcome === 'stale') return 'ended';
        await membership.commit(polled.value.map(({ partition, next }) => ({ partition, next })));
        await deps.committed?.(outcome);
        return 'refined';
      },
      close: () => membership.leave(),
    };
  }

  return {
    open,
    run: (signal) =>
      retryUntilAborted(
        (succeeded) => refineUntilEnded(open, signal, succeeded),
        {
          clock: deps.clock,
          random: deps.random,
          onFailure: (failures, error) =>
            logger.warn(
              { product: product.name, failures, cause: messageOf(error) },
              'Refining waits and tries again.',
            ),
        },
        signal,
      ),
  };
}

async function refineUntilEnded(
  open: Refine['open'],
  signal: AbortSignal,
  succeeded: () => void,
): Promise<void> {
  const session = await open();
  try {
    while (!signal.aborted && (await session.step()) !== 'ended') succeeded();
  } finally {
    await session.close();
  }
}
