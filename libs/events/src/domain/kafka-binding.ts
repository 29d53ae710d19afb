import { err, ok, type Result } from '@dataforge/kernel';
import type { EventRecord } from '../ports/event-log.ts';
import { readBinaryEvent } from './binary-mode.ts';
import type { CloudEvent } from './cloud-event.ts';
import { parseJson } from './event-data.ts';
import { nestsDeeper } from './nesting.ts';
import { readCloudEvent, type EventFault } from './read-cloud-event.ts';

export const STRUCTURED = 'application/cloudevents+json; charset=UTF-8';

const STRUCTURED_HEADERS = Object.freeze({ 'content-type': STRUCTURED });
const IS_STRUCTURED = /^application\/cloudevents\+json\s*(?:;|$)/i;

/**
 * An event that nests deeper is no event to its readers: what walks it would run out of stack, and Jackson, with which
 * Spark reads JSON, stops at 1,000 levels.
 */
const MOST_LEVELS = 500;

/** A record in structured mode: the event's own JSON text. Source: CloudEvents Kafka protocol binding 1.0.2. */
export const structuredRecord = (source: string, json: Uint8Array): EventRecord => ({
  key: source,
  headers: STRUCTURED_HEADERS,
  value: json,
});

/** A record in binary mode: attributes as `ce_` headers, the data as the value. */
export function binaryRecord(event: CloudEvent, value: Uint8Array): EventRecord {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
  };
  if (event.subject !== undefined) headers['ce_subject'] = event.subject;
  if (event.time !== undefined) headers['ce_time'] = event.time;
  if (event.dataschema !== undefined) headers['ce_dataschema'] = event.dataschema;
  if (event.datacontenttype !== undefined) headers['content-type'] = event.datacontenttype;
  for (const [name, text] of Object.entries(event.extensions)) headers[`ce_${name}`] = text;
  return { key: event.source, headers, value };
}

/** Reads the event of a record, in either mode. Whatever a record holds, the answer is an event or its first fault. */
export function decodeRecord(record: EventRecord): Result<CloudEvent, EventFault> {
  const contentType = record.headers['content-type'];
  if (contentType === STRUCTURED || (contentType !== undefined && IS_STRUCTURED.test(contentType)))
    return decodeStructured(record.value);
  if (record.headers['ce_specversion'] !== undefined) return decodeBinary(record);
  return err({
    field: 'content-type',
    detail: 'the record is a CloudEvent neither in structured nor in binary mode',
  });
}

function decodeStructured(value: Uint8Array): Result<CloudEvent, EventFault> {
  const parsed = parseJson(value);
  if (!parsed.ok) return err({ field: '', detail: parsed.error });
  return decoded(readCloudEvent(parsed.value), value);
}

function decodeBinary({ headers, value }: EventRecord): Result<CloudEvent, EventFault> {
  const attributes: [string, string][] = [];
  for (const [name, text] of Object.entries(headers))
    if (name.startsWith('ce_')) attributes.push([name.slice(3), text]);
  const contentType = headers['content-type'];
  if (contentType !== undefined) attributes.push(['datacontenttype', contentType]);
  return decoded(readBinaryEvent(Object.fromEntries(attributes), value), value);
}

function decoded(
  read: Result<CloudEvent, readonly EventFault[]>,
  json: Uint8Array,
): Result<CloudEvent, EventFault> {
  if (!read.ok) return err(read.error[0] as EventFault);
  // Each level takes two brackets.
  if (json.byteLength > 2 * MOST_LEVELS && nestsDeeper(read.value.data, MOST_LEVELS))
    return err({ field: 'data', detail: `nests deeper than ${MOST_LEVELS} levels` });
  return ok(read.value);
}
