export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The start of the minute that holds `ms`, both in milliseconds since the epoch. */
export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

const [ZERO, DASH, COLON, POINT, PLUS] = [0x30, 0x2d, 0x3a, 0x2e, 0x2b];
const [UPPER_T, LOWER_T, UPPER_Z, LOWER_Z] = [0x54, 0x74, 0x5a, 0x7a];

/** The number that `count` digits from `at` make; NaN if one of them is none. */
function digitsAt(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i += 1) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** The first instant of a date of the proleptic Gregorian calendar, ms; `Date.UTC` reads years below 100 as of the 1900s. */
function startOfDate(year: number, month: number, day: number): number {
  return year >= 100 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);
}

/** The first and the last instant that RFC 3339 can write in UTC: its years have four digits. ms since the epoch. */
export const FIRST_INSTANT_MS = -62_167_219_200_000;
export const LAST_INSTANT_MS = 253_402_300_799_999;

/**
 * Parses an RFC 3339 time with its offset into milliseconds since the epoch (digits past the millisecond
 * are dropped); undefined if it is none, including dates such as 30 February, and if its instant could not be
 * written in UTC, as that of 9999-12-31T23:59:59-01:00. A leap second (:60) counts as the first instant of the next minute. Every event comes through here more than once, so it reads the characters.
 */
export function parseRfc3339(text: string): number | undefined {
  const separator = text.charCodeAt(10);
  if (
    text.charCodeAt(4) !== DASH ||
    text.charCodeAt(7) !== DASH ||
    (separator !== UPPER_T && separator !== LOWER_T) ||
    text.charCodeAt(13) !== COLON ||
    text.charCodeAt(16) !== COLON
  )
    return undefined;
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2)];
  const [hour, minute, second] = [digitsAt(text, 11, 2), digitsAt(text, 14, 2), digitsAt(text, 17, 2)];
  // Written so that NaN is refused.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  let at = 19;
  let millis = 0;
  if (text.charCodeAt(at) === POINT) {
    const begun = at + 1;
    for (at = begun; digitsAt(text, at, 1) >= 0; at += 1)
      if (at < begun + 3) millis += digitsAt(text, at, 1) * 10 ** (2 - (at - begun));
    if (at === begun) return undefined;
  }
  const offset = offsetAt(text, at);
  if (offset === undefined) return undefined;
  const instant =
    startOfDate(year, month, day) + ((hour * 60 + minute - offset) * 60 + second) * SECOND_MS + millis;
  return instant >= FIRST_INSTANT_MS && instant <= LAST_INSTANT_MS ? instant : undefined;
}

/** The offset from UTC that ends the text, minutes. */
function offsetAt(text: string, at: number): number | undefined {
  const sign = text.charCodeAt(at);
  if (sign === UPPER_Z || sign === LOWER_Z) return text.length === at + 1 ? 0 : undefined;
  if ((sign !== PLUS && sign !== DASH) || text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON)
    return undefined;
  const [hour, minute] = [digitsAt(text, at + 1, 2), digitsAt(text, at + 4, 2)];
  if (!(hour <= 23 && minute <= 59)) return undefined;
  return (sign === DASH ? -1 : 1) * (hour * 60 + minute);
}

/** RFC 3339 in UTC with milliseconds. */
export const toRfc3339 = (ms: number): string => new Date(ms).toISOString();
