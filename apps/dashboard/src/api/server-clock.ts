/** How far the server's clock is ahead of this one, ms. Ages count by the server's, whatever the clock here says. */
let ahead = 0;

export const serverNow = (): number => Date.now() + ahead;

/** A time of this clock, as the server's shows it. */
export const inServerTime = (ms: number): number => ms + ahead;

/** Takes a time that the server told (ms since the epoch) for its now. */
export function setServerTime(ms: number): void {
  ahead = ms - Date.now();
}

/** A Date header has whole seconds, so it only mends what is further off than that. */
export function noteServerTime(date: string | null): void {
  const ms = date === null ? NaN : Date.parse(date);
  if (Number.isFinite(ms) && Math.abs(ms + 500 - serverNow()) > 1_500) setServerTime(ms + 500);
}
