import type { LogRecord, Position } from '../../ports/event-log.ts';

/** A record batch as it lies in the log (format 2, since Kafka 0.11), its records as they are packed. */
export interface StoredBatch {
  /** The positions of its first and its last record; compaction may have left records out, at either end too. */
  readonly first: number;
  readonly last: number;
  /** How many records it holds. */
  readonly count: number;
  /** When the log took it, ms; undefined where each record has the time of its producer. */
  readonly appendedAt: number | undefined;
  readonly firstTimestamp: number;
  readonly codec: number;
  readonly isTransactional: boolean;
  /** It holds no records but a transaction's end. */
  readonly isControl: boolean;
  readonly producerId: number;
  readonly packed: Buffer;
}

/** Places of fields in a batch, and how long it is without its records. */
const AT = {
  length: 8,
  format: 16,
  attributes: 21,
  lastDelta: 23,
  firstTime: 27,
  lastTime: 35,
  producer: 43,
  count: 57,
};
const HEAD_BYTES = 61;
/** Of the fields that `length` does not count. */
const BEFORE_LENGTH = 12;
const [CODEC, LOG_APPEND_TIME, TRANSACTIONAL, CONTROL] = [0x07, 0x08, 0x10, 0x20];

/** The batches in what a broker sent; the last one is left out where it is cut off. */
export function* batchesIn(bytes: Buffer): Generator<StoredBatch> {
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const end = at + BEFORE_LENGTH + bytes.readInt32BE(at + AT.length);
    if (end > bytes.length) return;
    const format = bytes.readInt8(at + AT.format);
    if (format !== 2) throw new Error(`a record batch has the format ${format}, and only 2 is read`);
    yield batchAt(bytes, at, end);
    at = end;
  }
}

function batchAt(bytes: Buffer, at: number, end: number): StoredBatch {
  const first = Number(bytes.readBigInt64BE(at));
  const attributes = bytes.readInt16BE(at + AT.attributes);
  const time = (place: number) => Number(bytes.readBigInt64BE(at + place));
  return {
    first,
    last: first + bytes.readInt32BE(at + AT.lastDelta),
    count: bytes.readInt32BE(at + AT.count),
    appendedAt: attributes & LOG_APPEND_TIME ? time(AT.lastTime) : undefined,
    firstTimestamp: time(AT.firstTime),
    codec: attributes & CODEC,
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
    producerId: time(AT.producer),
    packed: bytes.subarray(at + HEAD_BYTES, end),
  };
}

/** Numbers and bytes of records, which have no fixed lengths. */
interface RecordCursor {
  readonly bytes: Buffer;
  at: number;
}

/** A zigzag number of at most 64 bits; exact up to 2^53. */
function varint(cursor: RecordCursor): number {
  const { bytes } = cursor;
  let byte = bytes[cursor.at++] as number;
  if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
  let value = byte & 0x7f;
  for (let scale = 0x80; ; scale *= 0x80) {
    byte = bytes[cursor.at++] as number;
    value += (byte & 0x7f) * scale;
    if (!(byte >= 0x80)) break;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Bytes with their length before them; undefined for null. Throws where there are not so many. */
function sized(cursor: RecordCursor): Buffer | undefined {
  const size = varint(cursor);
  if (size < 0) return undefined;
  const from = cursor.at;
  cursor.at += size;
  if (!(cursor.at <= cursor.bytes.length)) throw new RangeError('a record is longer than its batch');
  return cursor.bytes.subarray(from, cursor.at);
}

/** The records of a batch once it is unpacked. Throws a RangeError where they are not what the batch says. */
export function recordsIn(batch: StoredBatch, unpacked: Buffer, partition: number): readonly LogRecord[] {
  const cursor = { bytes: unpacked, at: 0 };
  const readHeaders = headerReader(cursor);
  return Array.from({ length: batch.count }, () => {
    const end = varint(cursor) + cursor.at;
    // Its attributes, of which there are none yet.
    cursor.at += 1;
    const timestamp = batch.firstTimestamp + varint(cursor);
    const position = batch.first + varint(cursor);
    const key = sized(cursor)?.toString() ?? '';
    const value = sized(cursor) ?? NOTHING;
    const headers = readHeaders(end);
    if (cursor.at !== end) throw new RangeError('a record ends elsewhere than it says');
    return {
      partition,
      position: position as Position,
      appendedAt: batch.appendedAt ?? timestamp,
      key,
      headers,
      value,
    };
  });
}

const NOTHING = Buffer.alloc(0);

/** Reads headers; those that are the same bytes as the record's before are the same object. */
function headerReader(cursor: RecordCursor): (end: number) => LogRecord['headers'] {
  let [before, known]: [Buffer, LogRecord['headers']] = [NOTHING, {}];
  return (end) => {
    const bytes = cursor.bytes.subarray(cursor.at, end);
    if (bytes.length > 0 && bytes.equals(before)) {
      cursor.at = end;
      return known;
    }
    const pairs = Array.from({ length: varint(cursor) }, () => {
      const name = sized(cursor)?.toString().toLowerCase() ?? '';
      return [name, sized(cursor)?.toString() ?? ''] as const;
    });
    [before, known] = [bytes, Object.freeze(Object.fromEntries(pairs))];
    return known;
  };
}

/** Whether a control batch says that its producer's transaction was aborted. */
export function isAbort({ packed }: StoredBatch): boolean {
  const cursor = { bytes: packed, at: 0 };
  varint(cursor);
  cursor.at += 1;
  varint(cursor);
  varint(cursor);
  const key = sized(cursor);
  // A version, then what it is: 0 aborts, 1 commits.
  return key?.readInt16BE(2) === 0;
}
