import { err, ok, type Result } from '@dataforge/kernel';
import type { CloudEvent } from './cloud-event.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A media type whose subtype is `json` or ends in `+json`. Source: CloudEvents JSON format 1.0.2, section 3.1. */
const IS_JSON = /^[\w.+-]+\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

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
