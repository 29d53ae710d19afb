import { createHash } from 'node:crypto';
import { canonicalJson } from '@dataforge/kernel';
import type { BoundParameters } from './parameters.ts';

/**
 * A cursor is the row where the next page begins, with a mark of the question it belongs to: the same place in
 * the answer to another question would mean nothing.
 */
export const encodePageCursor = (query: string, parameters: BoundParameters, offset: number): string =>
  Buffer.from(JSON.stringify([offset, questionMark(query, parameters)])).toString('base64url');

/** The row where the page begins; undefined if the cursor was not given out for this question. */
export function decodePageCursor(
  query: string,
  parameters: BoundParameters,
  cursor: string,
): number | undefined {
  const place = parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Array.isArray(place) || place.length !== 2) return undefined;
  const [offset, mark] = place as readonly unknown[];
  const known = Number.isSafeInteger(offset) && (offset as number) > 0;
  return known && mark === questionMark(query, parameters) ? (offset as number) : undefined;
}

/** It guards against mistakes, not against malice: whoever has a cursor may ask the question anyway. */
const questionMark = (query: string, parameters: BoundParameters): string =>
  createHash('sha256')
    .update(canonicalJson([query, parameters]))
    .digest('base64url')
    .slice(0, 11);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
