import { parseRfc3339, toRfc3339 } from '@dataforge/kernel';

/** Moves every time of RFC 3339 in a JSON value by the same amount, so that the newest becomes `now` (ms). */
export function moveTimes(value: unknown, now: number): unknown {
  const newest = Math.max(...timesIn(value));
  return Number.isFinite(newest) ? shifted(value, now - newest) : value;
}

function* timesIn(value: unknown): Generator<number> {
  if (typeof value === 'string') {
    const time = parseRfc3339(value);
    if (time !== undefined) yield time;
  } else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* timesIn(member);
}

function shifted(value: unknown, by: number): unknown {
  if (typeof value === 'string') {
    const time = parseRfc3339(value);
    return time === undefined ? value : toRfc3339(time + by);
  }
  if (Array.isArray(value)) return value.map((element) => shifted(element, by));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shifted(member, by)]));
  return value;
}
