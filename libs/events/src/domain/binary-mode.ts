import { err, ok, type Result } from '@dataforge/kernel';
import type { CloudEvent } from './cloud-event.ts';
import { withData } from './event-data.ts';
import { readCloudEvent, type EventFault } from './read-cloud-event.ts';

/** Names that the JSON format keeps for the data; in binary mode the data is the body. */
const NOT_ATTRIBUTES = ['data', 'data_base64'];

/** Reads an event of binary mode from its attributes, as texts and without their protocol's prefix, and its body. */
export function readBinaryEvent(
  attributes: Readonly<Record<string, string>>,
  body: Uint8Array,
): Result<CloudEvent, readonly EventFault[]> {
  const faults = NOT_ATTRIBUTES.filter((name) => attributes[name] !== undefined).map((field) => ({
    field,
    detail: 'is no attribute; in binary mode the body is the data',
  }));
  if (faults.length > 0) return err(faults);
  const read = readCloudEvent(attributes);
  return read.ok ? ok(withData(read.value, body)) : read;
}
