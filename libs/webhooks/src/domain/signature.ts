import { timingSafeEqual } from 'node:crypto';

/** Compares in a time that depends on the lengths alone. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** Whether any of the pairs holds, trying all of them, so that time does not tell which. */
export function anyHolds<A, B>(as: readonly A[], bs: readonly B[], holds: (a: A, b: B) => boolean): boolean {
  let found = false;
  for (const a of as) for (const b of bs) found = holds(a, b) || found;
  return found;
}
