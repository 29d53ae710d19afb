import type { Text } from '@codemirror/state';

export interface TextPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters as people count them; absent for the whole line. */
  readonly column?: number | undefined;
}

/** The word that stands at a place of a text, or what stands on its line, as offsets; the nearest there is where the place is beyond its end. */
export function rangeAt(
  text: Text,
  { line, column }: TextPlace,
): { readonly from: number; readonly to: number } {
  const held = text.line(Math.max(1, Math.min(line, text.lines)));
  if (column === undefined) return { from: held.from + held.text.search(/\S|$/), to: held.to };
  const before = [...held.text].slice(0, column - 1).join('');
  const from = held.from + before.length;
  const word = /^(?:[\w$.]+|\S)/.exec(held.text.slice(before.length))?.[0] ?? '';
  return { from, to: from + word.length };
}
