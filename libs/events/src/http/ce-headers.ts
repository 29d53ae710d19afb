import { err, ok, type Result } from '@dataforge/kernel';
import type { EventFault } from '../index.ts';

/** The attributes of an event in binary mode, without their prefix. A fault names its header. */
export function attributesOf(headers: Headers): Result<Record<string, string>, EventFault> {
  const attributes: [string, string][] = [];
  for (const [name, value] of headers) {
    if (!name.startsWith('ce-')) continue;
    const decoded = percentDecoded(unquoted(value));
    if (decoded === undefined) return err({ field: name, detail: 'is not percent-encoded UTF-8' });
    attributes.push([name.slice(3), decoded]);
  }
  const contentType = headers.get('content-type');
  if (contentType) attributes.push(['datacontenttype', contentType]);
  return ok(Object.fromEntries(attributes));
}

/**
 * Quoted strings are undone first, then percent encoding, once: the order of the HTTP protocol binding 1.0.2, section
 * 3.1.3.2. Today's senders encode quotes; those of older versions of the specification do not.
 */
const unquoted = (value: string): string =>
  value.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(.)/g, '$1'));

/** A percent sign that begins no encoded byte stands for itself; bytes that are no UTF-8 are refused, as the binding asks. */
function percentDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  } catch {
    return undefined;
  }
}
