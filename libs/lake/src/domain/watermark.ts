/** Event times further ahead of the append time than this are a clock's fault and do not move the watermark, ms. */
export const MOST_AHEAD_MS = 5 * 60_000;

/** A partition's watermark (ms) after a record: the largest event time read, minus the lateness. */
export function watermarkAfter(
  before: number | undefined,
  record: { readonly eventTime: number; readonly appendedAt: number },
  latenessMs: number,
): number | undefined {
  if (record.eventTime > record.appendedAt + MOST_AHEAD_MS) return before;
  const reached = record.eventTime - latenessMs;
  return before === undefined || reached > before ? reached : before;
}
