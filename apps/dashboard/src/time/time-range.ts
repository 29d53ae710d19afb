/** A stretch of time that a page shows: so long back from now, or between two instants (ms since the epoch). */
export type TimeRange =
  | { readonly kind: 'relative'; readonly ms: number }
  | { readonly kind: 'absolute'; readonly from: number; readonly to: number };

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE };

export const RANGES = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

/** Reads `1h`, or `<from>..<to>` with two times of RFC 3339; undefined for anything else or an empty stretch. */
export function parseRange(text: string): TimeRange | undefined {
  const relative = /^(\d{1,4})([mhd])$/.exec(text);
  if (relative) {
    const ms = Number(relative[1]) * (UNITS[relative[2] as string] as number);
    return ms > 0 ? { kind: 'relative', ms } : undefined;
  }
  const [from = NaN, to = NaN] = text.split('..').map((time) => Date.parse(time));
  return from < to ? { kind: 'absolute', from, to } : undefined;
}

export function formatRange(range: TimeRange): string {
  if (range.kind === 'absolute')
    return `${new Date(range.from).toISOString()}..${new Date(range.to).toISOString()}`;
  const [unit, size] = Object.entries(UNITS)
    .reverse()
    .find(([, ms]) => range.ms % ms === 0) as [string, number];
  return `${range.ms / size}${unit}`;
}

const WORDS: Readonly<Record<string, string>> = { m: 'min', h: 'h', d: 'd' };

/** `1h` as people write it: `1 h`; two instants as they are. */
export const spanText = (text: string): string =>
  text.replace(/^(\d+)([mhd])$/, (_, size: string, unit: string) => `${size} ${WORDS[unit] ?? unit}`);

/** The instants that a range means at `now` (ms). */
export const instantsOf = (range: TimeRange, now: number): { readonly from: number; readonly to: number } =>
  range.kind === 'absolute' ? { from: range.from, to: range.to } : { from: now - range.ms, to: now };

/** The stretch of the same length just before it. */
export const previousOf = ({ from, to }: { readonly from: number; readonly to: number }) => ({
  from: from - (to - from),
  to: from,
});
