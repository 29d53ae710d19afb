import type { Span } from '../../time/span.ts';

/** What of the window is moved. */
export type BrushPart = 'from' | 'to' | 'window';

/** A window after one of its parts was moved by `ms`, within the whole and never shorter than `least`. */
export function moveWindow(window: Span, part: BrushPart, ms: number, whole: Span, least: number): Span {
  const within = (time: number, low: number, high: number) => Math.min(high, Math.max(low, time));
  if (part === 'from') return { ...window, from: within(window.from + ms, whole.from, window.to - least) };
  if (part === 'to') return { ...window, to: within(window.to + ms, window.from + least, whole.to) };
  const length = window.to - window.from;
  const from = within(window.from + ms, whole.from, whole.to - length);
  return { from, to: from + length };
}

/** A window on whole steps, outwards. */
export const onSteps = ({ from, to }: Span, step: number): Span => ({
  from: Math.floor(from / step) * step,
  to: Math.ceil(to / step) * step,
});
