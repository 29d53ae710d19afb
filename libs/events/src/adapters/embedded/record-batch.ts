import type { EventRecord, LogRecord, Position } from '../../ports/event-log.ts';

/**
 * Records of one partition that were appended together, as one value. Their positions are `first`, `first + 1`
 * and so on. Layout, little endian: version u8, count u32, append time f64 (ms), length of the headers u32, the
 * distinct headers as a JSON array, then per record: key length u32, index of its headers u32, value length u32, key, value.
 */
export interface StoredBatch {
  readonly topic: string;
  readonly partition: number;
  readonly first: Position;
  readonly bytes: Buffer;
}

const VERSION = 1;
const HEADER_BYTES = 17;
const RECORD_BYTES = 12;

export function encodeBatch(records: readonly EventRecord[], appendedAt: number): Buffer {
  const headers = new Map<unknown, number>();
  const keys = records.map((record) => {
    if (!headers.has(record.headers)) headers.set(record.headers, headers.size);
    return Buffer.from(record.key, 'utf8');
  });
  const headersJson = Buffer.from(JSON.stringify([...headers.keys()]), 'utf8');
  const size = records.reduce(
    (sum, record, i) => sum + RECORD_BYTES + (keys[i] as Buffer).length + record.value.byteLength,
    HEADER_BYTES + headersJson.length,
  );
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt32LE(records.length, 1);
  bytes.writeDoubleLE(appendedAt, 5);
  bytes.writeUInt32LE(headersJson.length, 13);
  let at = HEADER_BYTES + headersJson.copy(bytes, HEADER_BYTES);
  records.forEach((record, i) => {
    const key = keys[i] as Buffer;
    bytes.writeUInt32LE(key.length, at);
    bytes.writeUInt32LE(headers.get(record.headers) as number, at + 4);
    bytes.writeUInt32LE(record.value.byteLength, at + 8);
    at += RECORD_BYTES + key.copy(bytes, at + RECORD_BYTES);
    bytes.set(record.value, at);
    at += record.value.byteLength;
  });
  return bytes;
}

/** The batch's records at or after `from`. Values are views into the batch's bytes. */
export function* decodeBatch(batch: StoredBatch, from: Position): Generator<LogRecord> {
  const { bytes, partition, first } = batch;
  if (bytes.readUInt8(0) !== VERSION)
    throw new Error(`The log holds a batch of version ${bytes.readUInt8(0)}; this program reads ${VERSION}.`);
  const count = bytes.readUInt32LE(1);
  const appendedAt = bytes.readDoubleLE(5);
  const headersEnd = HEADER_BYTES + bytes.readUInt32LE(13);
  const headers = JSON.parse(bytes.toString('utf8', HEADER_BYTES, headersEnd)) as Record<string, string>[];
  let at = headersEnd;
  for (let i = 0; i < count; i += 1) {
    const keyEnd = at + RECORD_BYTES + bytes.readUInt32LE(at);
    const valueEnd = keyEnd + bytes.readUInt32LE(at + 8);
    const position = (first + i) as Position;
    if (position >= from)
      yield {
        partition,
        position,
        appendedAt,
        key: bytes.toString('utf8', at + RECORD_BYTES, keyEnd),
        headers: headers[bytes.readUInt32LE(at + 4)] as Record<string, string>,
        value: bytes.subarray(keyEnd, valueEnd),
      };
    at = valueEnd;
  }
}
