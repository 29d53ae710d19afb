import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InfrastructureError } from '@dataforge/kernel';
import type { LogRecord, Position } from '../../ports/event-log.ts';
import { recordsIn, type StoredBatch } from './record-batch.ts';

const [NONE, GZIP] = [0, 1];
const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** The header of a record whose content could not be read; its value says why. */
export const UNREADABLE = 'unreadable';

/**
 * A batch's records. One that cannot be unpacked, since it is no batch or would be larger than `maxBytes`, gives its records
 * without content, so that they are accounted for and the partition goes on.
 */
export async function unpackedRecords(
  batch: StoredBatch,
  partition: number,
  maxBytes: number,
): Promise<readonly LogRecord[]> {
  try {
    return recordsIn(batch, await unpacked(batch, maxBytes), partition);
  } catch (error) {
    if (error instanceof InfrastructureError) throw error;
    return withoutContent(batch, partition, (error as Error).message);
  }
}

async function unpacked({ codec, packed, first }: StoredBatch, maxBytes: number): Promise<Buffer> {
  if (codec === NONE) return packed;
  if (codec === GZIP)
    return promisify(gunzip)(packed, { maxOutputLength: maxBytes, chunkSize: pieceOf(packed) });
  // The broker packs anew what comes in after ensureTopics; this came before.
  throw new InfrastructureError(
    `Kafka: the batch at ${first} is compressed by ${NAMES[codec] ?? codec}, and only gzip is read here. Set compression.type=gzip on the topic, and produce again what it holds, or begin after it.`,
    'permanent',
  );
}

/** How much is unpacked in one turn of a thread: all of what packs as JSON does, since each turn costs a way through the loop. */
const pieceOf = ({ byteLength }: Buffer): number =>
  Math.min(Math.max(8 * byteLength, LEAST_PIECE_BYTES), MOST_PIECE_BYTES);

const [LEAST_PIECE_BYTES, MOST_PIECE_BYTES] = [4 * 1024, 1024 * 1024];

const withoutContent = (
  { first, last, count, appendedAt, firstTimestamp }: StoredBatch,
  partition: number,
  reason: string,
): readonly LogRecord[] =>
  Array.from({ length: Math.min(count, last - first + 1) }, (_, at) => ({
    partition,
    position: (first + at) as Position,
    appendedAt: appendedAt ?? firstTimestamp,
    key: '',
    headers: { [UNREADABLE]: reason },
    value: Buffer.alloc(0),
  }));
