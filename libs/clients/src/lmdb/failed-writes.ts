import { constants } from 'node:os';
import type { RootDatabase } from 'lmdb';
import { InfrastructureError, messageOf } from '@dataforge/kernel';

/** How lmdb rejects a write: `commitError` is a promise that rejects with the reason, after the write's own has. */
interface CommitFailure {
  readonly commitError?: Promise<never>;
}

const ignore = () => undefined;

/**
 * When a commit fails, lmdb rejects promises that nobody could hold, besides those that writers were given: the one of
 * the event turn's batch, and the reason's own. Unhandled, they would end the process just when the disk is full.
 */
export function handleFailedCommits(root: RootDatabase): void {
  root.on('beforecommit', () => {
    // The batch's promise is made right after this event, before any microtask.
    queueMicrotask(() => {
      root.committed.then(ignore, (error: CommitFailure) => error.commitError?.catch(ignore));
    });
  });
}

const { ENOSPC, EDQUOT, EFBIG, EIO } = constants.errno;
const MDB_MAP_FULL = -30_792;

/**
 * The codes of what can be waited out: no room. LMDB calls a write that ended short an input/output error, and that is
 * how a disk says first that it is full. Others, such as a damaged environment, are for a restart.
 */
const RETRIABLE: ReadonlySet<unknown> = new Set([ENOSPC, EDQUOT, EFBIG, EIO, MDB_MAP_FULL]);

/** Writes; rejects with the reason in place of "Commit failed", and with its nature where it can be waited out. */
export async function guardedWrite<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const reason = await reasonOf(error);
    if (!RETRIABLE.has((reason as { readonly code?: unknown } | undefined)?.code)) throw reason;
    throw new InfrastructureError(`LMDB did not write: ${messageOf(reason)}`, 'retriable', { cause: reason });
  }
}

async function reasonOf(error: unknown): Promise<unknown> {
  try {
    return (await (error as CommitFailure | undefined)?.commitError) ?? error;
  } catch (reason) {
    return reason;
  }
}
