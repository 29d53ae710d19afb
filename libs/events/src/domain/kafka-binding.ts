import { err, ok, type Result } from '@dataforge/kernel';
import type { EventRecord } from '../ports/event-log.ts';
import type { CloudEvent } from './cloud-event.ts';
import { readCloudEvent, type EventFault } from './read-cloud-event.ts';

export const STRUCTURED = 'application/cloudevents+json; charset=UTF-8';

const STRUCTURED_HEADERS = Object.freeze({ 'content-type': STRUCTURED });
const utf8 = new TextDecoder('utf-8', { fatal: true });

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

/** Reads the event of a record, in either mode. */
export function decodeRecord(record: EventRecord): Result<CloudEvent, EventFault> {
  const contentType = record.headers['content-type'];
  if (contentType?.startsWith('application/cloudevents+json')) return decodeStructured(record.value);
  if (record.headers['ce_specversion'] !== undefined) return decodeBinary(record);
  return err({
    field: 'content-type',
    detail: 'the record is a CloudEvent neither in structured nor in binary mode',
  });
}

function decodeStructured(value: Uint8Array): Result<CloudEvent, EventFault> {
  const parsed = parseJson(value);
  if (!parsed.ok) return err({ field: '', detail: parsed.error });
  return firstFault(readCloudEvent(parsed.value));
}

function decodeBinary({ headers, value }: EventRecord): Result<CloudEvent, EventFault> {
  const attributes: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(headers))
    if (name.startsWith('ce_')) attributes[name.slice(3)] = text;
  const contentType = headers['content-type'];
  if (contentType !== undefined) attributes['datacontenttype'] = contentType;
  const read = firstFault(readCloudEvent(attributes));
  return read.ok ? ok(withData(read.value, value)) : read;
}

const firstFault = (read: Result<CloudEvent, readonly EventFault[]>): Result<CloudEvent, EventFault> =>
  read.ok ? read : err(read.error[0] as EventFault);

const IS_JSON = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** JSON that parses becomes `data`; everything else stays bytes, for the contract to judge. */
export function withData(event: CloudEvent, value: Uint8Array): CloudEvent {
  if (value.byteLength === 0) return event;
  if (event.datacontenttype === undefined || IS_JSON.test(event.datacontenttype)) {
    const parsed = parseJson(value);
    if (parsed.ok) return { ...event, data: parsed.value };
  }
  return { ...event, dataBytes: value };
}

export function parseJson(value: Uint8Array): Result<unknown, string> {
  let text: string;
  try {
    text = utf8.decode(value);
  } catch {
    return err('the bytes are not UTF-8');
  }
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    return err(`not JSON: ${(error as Error).message}`);
  }
}
