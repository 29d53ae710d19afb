import { err, isJsonObject, ok, parseRfc3339, type Result } from '@dataforge/kernel';
import type { CloudEvent } from './cloud-event.ts';
import { withData } from './event-data.ts';

/** What is wrong with something that should be a CloudEvent, and where. */
export interface EventFault {
  readonly field: string;
  readonly detail: string;
}

/** No more faults of one event are named, so that an answer stays smaller than its question. */
const MOST_FAULTS = 100;

const CORE = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
  'data_base64',
]);
/** The specification asks for no more than 20 characters, but refuses none for being longer (section "Naming conventions"). */
const EXTENSION_NAME = /^[a-z0-9]+$/;
/** What no string of an event may hold (section "Type system"): control characters, halves of surrogate pairs, noncharacters. */
const DISALLOWED = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u;
const PRINTABLE_ASCII = /^[ -~]*$/;

const isAllowed = (text: string): boolean => PRINTABLE_ASCII.test(text) || !DISALLOWED.test(text);

const NOT_ALLOWED = 'holds a control character, half a surrogate pair or a noncharacter';

type Draft = { -readonly [Name in keyof CloudEvent]: CloudEvent[Name] };

/**
 * Reads the JSON format of a CloudEvent 1.0, parsed already. Every fault is named. A missing time is none: the
 * specification allows it, and what a product asks for is its contract's to say.
 */
export function readCloudEvent(value: unknown): Result<CloudEvent, readonly EventFault[]> {
  if (!isJsonObject(value)) return err([{ field: '', detail: 'a CloudEvent is a JSON object' }]);
  const faults: EventFault[] = [];
  if (value['specversion'] !== '1.0') faults.push({ field: 'specversion', detail: 'must be "1.0"' });
  const event: Draft = {
    id: textOf(value, 'id', faults) ?? missing('id', value, faults),
    source: textOf(value, 'source', faults) ?? missing('source', value, faults),
    type: textOf(value, 'type', faults) ?? missing('type', value, faults),
    extensions: NO_EXTENSIONS,
  };
  const subject = textOf(value, 'subject', faults);
  if (subject !== undefined) event.subject = subject;
  const time = textOf(value, 'time', faults);
  if (time !== undefined) {
    if (parseRfc3339(time) === undefined)
      faults.push({ field: 'time', detail: 'must be a time of RFC 3339 with its offset' });
    event.time = time;
  }
  const datacontenttype = textOf(value, 'datacontenttype', faults);
  if (datacontenttype !== undefined) event.datacontenttype = datacontenttype;
  const dataschema = textOf(value, 'dataschema', faults);
  if (dataschema !== undefined) event.dataschema = dataschema;
  event.extensions = readExtensions(value, faults);
  const bytes = readBase64(value, faults);
  if (faults.length > 0) return err(faults);
  if (bytes) return ok(withData(event, bytes));
  if ('data' in value) event.data = value['data'];
  return ok(event);
}

/** The text of an attribute; undefined if it is not there (null says so too) or is none, which is a fault. */
function textOf(
  value: Readonly<Record<string, unknown>>,
  field: string,
  faults: EventFault[],
): string | undefined {
  const given = value[field];
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string' || given === '') faults.push({ field, detail: NOT_A_TEXT });
  else if (!isAllowed(given)) faults.push({ field, detail: NOT_ALLOWED });
  else return given;
  return undefined;
}

const NOT_A_TEXT = 'must be a string that is not empty';

/** For an attribute that must be there; a value that is no text was named already. */
function missing(
  field: 'id' | 'source' | 'type',
  value: Readonly<Record<string, unknown>>,
  faults: EventFault[],
): '' {
  if (value[field] === undefined || value[field] === null) faults.push({ field, detail: NOT_A_TEXT });
  return '';
}

const NO_EXTENSIONS: Readonly<Record<string, string>> = Object.freeze({});

function readExtensions(
  value: Readonly<Record<string, unknown>>,
  faults: EventFault[],
): Readonly<Record<string, string>> {
  let extensions: Record<string, string> | undefined;
  for (const name in value) {
    if (CORE.has(name)) continue;
    if (faults.length >= MOST_FAULTS) break;
    const given = value[name];
    if (!EXTENSION_NAME.test(name))
      faults.push({ field: name, detail: 'an attribute name is made of a-z and 0-9' });
    else if (typeof given === 'string' && !isAllowed(given))
      faults.push({ field: name, detail: NOT_ALLOWED });
    else if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean')
      (extensions ??= {})[name] = String(given);
    else if (given !== null)
      faults.push({ field: name, detail: 'an extension is a string, a number or a boolean' });
  }
  return extensions ?? NO_EXTENSIONS;
}

function readBase64(value: Readonly<Record<string, unknown>>, faults: EventFault[]): Uint8Array | undefined {
  const given = value['data_base64'];
  if (given === undefined || given === null) return undefined;
  if ('data' in value)
    faults.push({ field: 'data_base64', detail: 'data and data_base64 exclude each other' });
  const bytes = typeof given === 'string' ? fromBase64(given) : undefined;
  if (!bytes) faults.push({ field: 'data_base64', detail: 'must be base64' });
  return bytes;
}

/** Node skips what is no base64 and takes its URL-safe alphabet too, so the length tells and two characters are looked for. */
function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || text.includes('-') || text.includes('_')) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined;
}
