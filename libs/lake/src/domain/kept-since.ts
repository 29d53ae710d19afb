import { DAY_MS } from '@dataforge/kernel';

/**
 * From when on something is kept that is kept for `days` and expires by event time; both in ms since the epoch. Days
 * expire as a whole, so that no window of a minute, an hour or a day is ever kept in part.
 */
export const keptSince = (now: number, days: number): number =>
  Math.floor((now - days * DAY_MS) / DAY_MS) * DAY_MS;
