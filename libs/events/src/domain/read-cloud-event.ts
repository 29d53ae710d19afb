import { err, isJsonObject, ok, parseRfc3339, type Result } from '@dataforge/kernel';
import type { CloudEvent } from './cloud-event.ts';

/** What is wrong with something that should be a CloudEvent, and where. */
export interface EventFault {
  readonly field: string;
  readonly detail: string;
}

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
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads the JSON format of a CloudEvent 1.0, parsed already. Every fault is named. A missing time is none: the
 * specification allows it, and what a product asks for is its contract's to say.
 */
export function readCloudEvent(value: unknown): Result<CloudEvent, readonly EventFault[]> {
  if (!isJsonObject(value)) return err([{ field: '', detail: 'a CloudEvent is a JSON object' }]);
  const faults: EventFault[] = [];
  const { specversion, id, source, type } = value;
  if (specversion !== '1.0') faults.push({ field: 'specversion', detail: 'must be "1.0"' });
  for (const [field, given] of [
    ['id', id],
    ['source', source],
    ['type', type],
  ] as const)
    if (typeof given !== 'string' || given === '')
      faults.push({ field, detail: 'must be a string that is not empty' });
  for (const field of ['subject', 'time', 'datacontenttype', 'dataschema'] as const) {
    const given = value[field];
    if (given === undefined || given === null) continue;
    if (typeof given !== 'string' || given === '')
      faults.push({ field, detail: 'must be a string that is not empty' });
    else if (field === 'time' && parseRfc3339(given) === undefined)
      faults.push({ field, detail: 'must be a time of RFC 3339 with its offset' });
  }
  const extensions = readExtensions(value, faults);
  const dataBytes = readBase64(value, faults);
  if (faults.length > 0) return err(faults);
  return ok({
    id: id as string,
    source: source as string,
    type: type as string,
    ...(typeof value['subject'] === 'string' && { subject: value['subject'] }),
    ...(typeof value['time'] === 'string' && { time: value['time'] }),
    ...(typeof value['datacontenttype'] === 'string' && { datacontenttype: value['datacontenttype'] }),
    ...(typeof value['dataschema'] === 'string' && { dataschema: value['dataschema'] }),
    extensions,
    ...(dataBytes ? { dataBytes } : 'data' in value ? { data: value['data'] } : {}),
  });
}

const NO_EXTENSIONS: Readonly<Record<string, string>> = Object.freeze({});

function readExtensions(
  value: Readonly<Record<string, unknown>>,
  faults: EventFault[],
): Readonly<Record<string, string>> {
  let extensions: Record<string, string> | undefined;
  for (const name in value) {
    if (CORE.has(name)) continue;
    const given = value[name];
    if (!EXTENSION_NAME.test(name))
      faults.push({ field: name, detail: 'an attribute name is 1 to 20 of a-z and 0-9' });
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
  if (typeof given === 'string' && BASE64.test(given)) return Buffer.from(given, 'base64');
  faults.push({ field: 'data_base64', detail: 'must be base64' });
  return undefined;
}
