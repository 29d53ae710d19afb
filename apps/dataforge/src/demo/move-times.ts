import { parseRfc3339, toRfc3339 } from '@dataforge/kernel';

/** Times in ms since the epoch. */
export interface Move {
  /** This time becomes `to`, and every other one is moved by as much. */
  readonly from: number;
  readonly to: number;
  /** What would come after it comes at it. */
  readonly last: number;
}

/** Moves every time of RFC 3339 in a JSON value. */
export function moveTimes(value: unknown, move: Move): unknown {
  if (typeof value === 'string') {
    const time = parseRfc3339(value);
    return time === undefined ? value : toRfc3339(Math.min(move.last, time - move.from + move.to));
  }
  if (Array.isArray(value)) return value.map((element) => moveTimes(element, move));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, moveTimes(member, move)]));
  return value;
}

/** The newest time of RFC 3339 in a JSON value, if there is one. */
export function newestTime(value: unknown): number | undefined {
  if (typeof value === 'string') return parseRfc3339(value);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(newestTime)
    .reduce(
      (newest, time) => (newest === undefined || (time !== undefined && time > newest) ? time : newest),
      undefined,
    );
}
