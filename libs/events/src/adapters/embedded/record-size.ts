import type { EventRecord } from '../../ports/event-log.ts';

/** Bytes of a record's key, headers and value. */
export const sizeOf = (record: EventRecord): number => {
  let size = record.value.byteLength + Buffer.byteLength(record.key);
  for (const name in record.headers)
    size += Buffer.byteLength(name) + Buffer.byteLength(record.headers[name] as string);
  return size;
};
