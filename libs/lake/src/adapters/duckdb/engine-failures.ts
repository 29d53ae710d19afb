import { InfrastructureError, messageOf } from '@dataforge/kernel';

/**
 * What the engine's failures mean, by the words they begin with: what follows may quote an event, which is not to decide.
 * A fatal error is in no list: the engine takes nothing more until the process starts again.
 */
const OUT_OF_MEMORY =
  /^(?:Out of Memory Error|TransactionContext Error: Failed to commit: (?:could not allocate|failed to (?:allocate|pin|offload)))/;

const DISK_AWAY =
  /^(?:(?:IO Error|TransactionContext Error: Failed to commit).*(?:No space left on device|Disk quota exceeded|File too large|Input\/output error)|ENOSPC|EDQUOT|EIO)\b/;

/** A reader or the refresh has a transaction open; that passes. */
const IN_USE = /^TransactionContext Error: Cannot CHECKPOINT/;

/** Content that the engine cannot take, as against a fault of its own or of the disk. */
const CONTENT = /^(?:Conversion|Out of Range|Invalid Input) Error|Malformed JSON/i;

const PASSING: readonly (readonly [RegExp, string])[] = [
  [OUT_OF_MEMORY, 'The lake ran out of memory; raise duckdb.memoryLimit if this goes on'],
  [DISK_AWAY, 'The disk under the lake failed; make room on it if it is full'],
  [IN_USE, 'The lake is in use'],
];

export const isOutOfMemory = (error: unknown): boolean => OUT_OF_MEMORY.test(messageOf(error));

export const isContentRefused = (error: unknown): boolean => CONTENT.test(messageOf(error));

/** A failure that can be waited out, as such and with what to do about it; any other as it came. */
export function engineFailure(error: unknown): unknown {
  const [reason = ''] = messageOf(error).split('\n');
  const advice = PASSING.find(([words]) => words.test(reason))?.[1];
  return advice === undefined
    ? error
    : new InfrastructureError(`${advice}: ${reason}`, 'retriable', { cause: error });
}
