const two = (n: number): string => String(n).padStart(2, '0');

/** Hours and minutes, UTC: every time on a page is. */
export const clockOf = (ms: number): string => {
  const date = new Date(ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
};

export const clockWithSeconds = (ms: number): string => `${clockOf(ms)}:${two(new Date(ms).getUTCSeconds())}`;

export const clockWithMillis = (ms: number): string =>
  `${clockWithSeconds(ms)}.${String(new Date(ms).getUTCMilliseconds()).padStart(3, '0')}`;

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A stretch as people say it: `0.3 s`, `41 s`, `10 min 48 s`, `2 h 5 min`, `3 d 4 h`. */
export function durationOf(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const pair = (large: number, unit: string, small: number, name: string): string =>
    small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${name}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, 'h', minutes % 60, 'min');
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** A short stretch, to the millisecond: `584 ms`, `1.11 s`, and longer ones as `durationOf` says them. */
export function elapsedOf(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 9_995 ? `${(ms / 1_000).toFixed(2)} s` : durationOf(ms);
}

/** A stretch between two instants, with the day where it is not one and the same. */
export function spanOf(from: number, to: number): string {
  if (dayOf(from) === dayOf(to - 1)) return `${clockOf(from)} – ${clockOf(to)} UTC`;
  return `${dayOf(from)} ${clockOf(from)} – ${dayOf(to)} ${clockOf(to)} UTC`;
}
