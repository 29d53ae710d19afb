import { HttpProblem } from './problem.ts';

/** Opaque page cursors: base64url of JSON. They name a place in an order, never a permission. */
export const encodeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** Reads a cursor back through `check`, which returns undefined for a shape it does not know. */
export function decodeCursor<T>(cursor: string, check: (place: unknown) => T | undefined): T {
  let place: T | undefined;
  try {
    place = check(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    place = undefined;
  }
  if (place === undefined)
    throw new HttpProblem(400, 'The cursor is not one this list gave out. Ask again without a cursor.', {
      errors: [{ field: 'cursor', detail: 'unknown cursor' }],
    });
  return place;
}
