const [QUOTE, BACKSLASH, COMMA, SPACE] = [0x22, 0x5c, 0x2c, 0x20];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The index after the string that begins at `start`; the length if it does not end. */
function afterString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, json.length);
}

/** What follows is not an array of JSON: nothing that was taken from it may be used. */
export class NotAnArray extends Error {}

/**
 * The elements of a JSON array as views into its text, so that each can be parsed, kept and refused by itself. Whether
 * an element is JSON is for who parses it to find; that the array is one is known at the end, or `NotAnArray` is thrown.
 */
export function* elementsOf(json: Uint8Array): Generator<Uint8Array, void> {
  let start = 0;
  while (start < json.length && (json[start] as number) <= SPACE) start += 1;
  if (json[start] !== OPEN_ARRAY) throw new NotAnArray('it does not begin with [');
  start += 1;
  let depth = 1;
  let elements = 0;
  let blank = true;
  for (let at = start; at < json.length;) {
    const byte = json[at] as number;
    if (byte === QUOTE) {
      blank = false;
      at = afterString(json, at);
      continue;
    }
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth += 1;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
    if (depth === 0) {
      if (byte !== CLOSE_ARRAY) throw new NotAnArray('it is closed by }');
      if (!blank || elements > 0) yield json.subarray(start, at);
      if (json.subarray(at + 1).some((rest) => rest > SPACE)) throw new NotAnArray('something follows its ]');
      return;
    }
    if (byte === COMMA && depth === 1) {
      yield json.subarray(start, at);
      elements += 1;
      start = at + 1;
    } else if (byte > SPACE) blank = false;
    at += 1;
  }
  throw new NotAnArray('it ends before its ]');
}
