import type { Span } from '../../time/span.ts';

/** The window that an address means within the whole; the whole where it means none. */
export function readZoom(text: string | undefined, whole: Span): Span {
  const [start = '', end = ''] = text?.split('..') ?? [];
  const from = Math.max(whole.from, Date.parse(start));
  const to = end === '' ? whole.to : Math.min(whole.to, Date.parse(end));
  return from < to ? { from, to } : whole;
}

/** A window as the address has it. One up to the end stays there while that moves on. */
export function writeZoom({ from, to }: Span, whole: Span): string | undefined {
  if (from <= whole.from && to >= whole.to) return undefined;
  return `${new Date(from).toISOString()}..${to >= whole.to ? '' : new Date(to).toISOString()}`;
}
