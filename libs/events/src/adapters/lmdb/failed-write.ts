import { statfs } from 'node:fs/promises';
import { natureOf } from '@dataforge/kernel';
import { NoRoom } from '../embedded/batch-storage.ts';

/** Less than this cannot hold a commit of the largest request. */
const ROOM_BYTES = 32 * 1024 * 1024;

/** What a failed write is to the log: no room, if it can be waited out and the disk has none; else as it came. */
export async function failedWrite(error: unknown, path: string): Promise<unknown> {
  if (natureOf(error) !== 'retriable') return error;
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize < ROOM_BYTES ? new NoRoom('the disk is full', { cause: error }) : error;
}
