import { statfs } from 'node:fs/promises';
import type { RootDatabase } from 'lmdb';
import { messageOf } from '@dataforge/kernel';
import { NoRoom } from '../embedded/batch-storage.ts';

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

/** Less than this cannot hold a commit of the largest request. */
const ROOM_BYTES = 32 * 1024 * 1024;
/** LMDB calls a write that ended short an input/output error, and that is how a disk says first that it is full. */
const MAY_BE_FULL = /ENOSPC|EDQUOT|EFBIG|MDB_MAP_FULL|No space left|quota|too large|Input\/output/i;

/** What a failed write is to the log: no room, if its reason can mean that and the disk has none; else as it came. */
export async function failedWrite(error: unknown, path: string): Promise<unknown> {
  const reason = await reasonOf(error);
  if (!MAY_BE_FULL.test(messageOf(reason))) return reason;
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize < ROOM_BYTES ? new NoRoom('the disk is full', { cause: reason }) : reason;
}

async function reasonOf(error: unknown): Promise<unknown> {
  try {
    return (await (error as CommitFailure).commitError) ?? error;
  } catch (reason) {
    return reason;
  }
}
