import {
  binaryRecord,
  elementsOf,
  NotAnArray,
  parseJson,
  readBinaryEvent,
  readCloudEvent,
  structuredRecord,
  type Candidate,
} from '../index.ts';
import { HttpProblem } from '@dataforge/http';
import { attributesOf } from './ce-headers.ts';
import type { Mode } from './mode.ts';

/**
 * The events of a body, one after the other, so that a small body of a million lines is not a million objects. Throws
 * while it is read if a batch turns out to be none.
 */
export function readEvents(mode: Mode, headers: Headers, body: Uint8Array): Iterable<Candidate> {
  switch (mode) {
    case 'structured':
      return [fromJson(body)];
    case 'ndjson':
      return fromLines(body);
    case 'batch':
      return fromBatch(body);
    case 'binary':
      return [fromHeaders(headers, body)];
  }
}

/** The record's value is the event's own text, as it came. */
function fromJson(text: Uint8Array): Candidate {
  const parsed = parseJson(text);
  if (!parsed.ok) return { ok: false, faults: [{ field: '', detail: parsed.error }] };
  const read = readCloudEvent(parsed.value);
  if (!read.ok) return { ok: false, faults: read.error };
  return { ok: true, event: read.value, record: structuredRecord(read.value.source, text) };
}

const [LINE_FEED, SPACE] = [0x0a, 0x20];

/** Lines with something on them; they are views into the body. */
function* fromLines(body: Uint8Array): Generator<Candidate> {
  for (let at = 0; at < body.length;) {
    if ((body[at] as number) <= SPACE) {
      at += 1;
      continue;
    }
    const found = body.indexOf(LINE_FEED, at);
    const end = found === -1 ? body.length : found;
    yield fromJson(body.subarray(at, end));
    at = end + 1;
  }
}

function* fromBatch(body: Uint8Array): Generator<Candidate> {
  try {
    for (const element of elementsOf(body)) yield fromJson(element);
  } catch (error) {
    if (!(error instanceof NotAnArray)) throw error;
    throw new HttpProblem(
      400,
      `A batch is a JSON array of CloudEvents: ${error.message}. Nothing was accepted.`,
      {
        errors: [{ field: '', detail: error.message }],
      },
    );
  }
}

function fromHeaders(headers: Headers, body: Uint8Array): Candidate {
  const attributes = attributesOf(headers);
  if (!attributes.ok) return { ok: false, faults: [attributes.error] };
  const read = readBinaryEvent(attributes.value, body);
  if (!read.ok)
    return { ok: false, faults: read.error.map(({ field, detail }) => ({ field: `ce-${field}`, detail })) };
  return { ok: true, event: read.value, record: binaryRecord(read.value, body) };
}
