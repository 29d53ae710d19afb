export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The start of the minute that holds `ms`, both in milliseconds since the epoch. */
export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Parses an RFC 3339 time with its offset into milliseconds since the epoch (digits past the millisecond
 * are dropped); undefined if it is none, including dates such as 30 February. A leap second (:60) counts as
 * the first instant of the next minute.
 */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const millis = match[7] ? Math.floor(Number(`0${match[7]}`) * 1000) : 0;
  const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
  const zone = match[8] as string;
  if (zone === 'Z' || zone === 'z') return local;
  const [zoneHour, zoneMinute] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (zoneHour > 23 || zoneMinute > 59) return undefined;
  return local - Math.sign(Number(`${zone[0]}1`)) * (zoneHour * 60 + zoneMinute) * MINUTE_MS;
}

/** RFC 3339 in UTC with milliseconds. */
export const toRfc3339 = (ms: number): string => new Date(ms).toISOString();
