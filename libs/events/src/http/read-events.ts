import { HttpProblem } from '@dataforge/http';
import {
  binaryRecord,
  parseJson,
  readCloudEvent,
  structuredRecord,
  withData,
  type Candidate,
} from '../index.ts';

/** The ways a request can carry CloudEvents. Source: CloudEvents HTTP protocol binding 1.0.2; NDJSON is ours. */
export type Mode = 'structured' | 'batch' | 'ndjson' | 'binary';

const MODES: Readonly<Record<string, Mode>> = {
  'application/cloudevents+json': 'structured',
  'application/cloudevents-batch+json': 'batch',
  'application/x-ndjson': 'ndjson',
};

const ACCEPTED = `${Object.keys(MODES).join(', ')}, or any content type with ce-* headers`;

export function modeOf(headers: Headers): Mode {
  const [mediaType = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const mode = MODES[mediaType.trim()];
  if (mode) {
    const charset = parameters.map((p) => p.trim()).find((p) => p.startsWith('charset='));
    if (charset && !/^charset="?utf-?8"?$/.test(charset))
      throw new HttpProblem(415, `The charset of ${mediaType.trim()} is UTF-8, the request says ${charset}.`);
    return mode;
  }
  if ([...headers.keys()].some((name) => name.startsWith('ce-'))) return 'binary';
  throw new HttpProblem(
    415,
    `The content type ${mediaType.trim() || '(none)'} carries no CloudEvent. Send ${ACCEPTED}.`,
  );
}

export function readEvents(mode: Mode, headers: Headers, body: Uint8Array): readonly Candidate[] {
  switch (mode) {
    case 'structured':
      return [fromJson(body)];
    case 'ndjson':
      return [...linesOf(body)].map(fromJson);
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
  return fromValue(parsed.value, text);
}

function fromValue(value: unknown, text: Uint8Array): Candidate {
  const read = readCloudEvent(value);
  if (!read.ok) return { ok: false, faults: read.error };
  return { ok: true, event: read.value, record: structuredRecord(read.value.source, text) };
}

function fromBatch(body: Uint8Array): readonly Candidate[] {
  const parsed = parseJson(body);
  if (!parsed.ok)
    throw new HttpProblem(400, `The batch cannot be read: ${parsed.error}.`, {
      errors: [{ field: '', detail: parsed.error }],
    });
  if (!Array.isArray(parsed.value))
    throw new HttpProblem(400, 'A batch is a JSON array of CloudEvents.', {
      errors: [{ field: '', detail: 'not an array' }],
    });
  return parsed.value.map((value: unknown) => fromValue(value, Buffer.from(JSON.stringify(value), 'utf8')));
}

function fromHeaders(headers: Headers, body: Uint8Array): Candidate {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of headers)
    if (name.startsWith('ce-')) {
      const decoded = percentDecoded(value);
      if (decoded === undefined)
        return { ok: false, faults: [{ field: name, detail: 'is not percent-encoded UTF-8' }] };
      attributes[name.slice(3)] = decoded;
    }
  const contentType = headers.get('content-type');
  if (contentType !== null) attributes['datacontenttype'] = contentType;
  const read = readCloudEvent(attributes);
  if (!read.ok)
    return { ok: false, faults: read.error.map(({ field, detail }) => ({ field: `ce-${field}`, detail })) };
  const event = withData(read.value, body);
  return { ok: true, event, record: binaryRecord(event, body) };
}

function percentDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  } catch {
    return undefined;
  }
}

const [LINE_FEED, SPACE] = [0x0a, 0x20];

/** Lines with something on them, as views into the body. */
function* linesOf(body: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < body.length;) {
    const found = body.indexOf(LINE_FEED, start);
    const end = found === -1 ? body.length : found;
    const line = body.subarray(start, end);
    if (line.some((byte) => byte > SPACE)) yield line;
    start = end + 1;
  }
}
