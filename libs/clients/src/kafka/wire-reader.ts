/** Reads an answer of Kafka's from its beginning to its end: big-endian numbers, lengths before what they measure. */
export interface WireReader {
  int16(): number;
  int32(): number;
  /** Exact up to 2^53. */
  int64(): number;
  boolean(): boolean;
  text(): string;
  /** Empty for null. */
  bytes(): Buffer;
  /** Empty for null. */
  array<T>(read: () => T): readonly T[];
}

export function wireReader(buffer: Buffer): WireReader {
  let at = 0;
  const passed = (size: number): number => {
    at += size;
    return at - size;
  };
  const int32 = () => buffer.readInt32BE(passed(4));
  return {
    int16: () => buffer.readInt16BE(passed(2)),
    int32,
    int64: () => Number(buffer.readBigInt64BE(passed(8))),
    boolean: () => buffer[passed(1)] !== 0,
    text() {
      const size = buffer.readInt16BE(passed(2));
      const from = passed(Math.max(0, size));
      return buffer.toString('utf8', from, at);
    },
    bytes() {
      const from = passed(Math.max(0, int32()));
      return buffer.subarray(from, at);
    },
    array: (read) => Array.from({ length: Math.max(0, int32()) }, read),
  };
}
