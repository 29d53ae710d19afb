import { clockOf, dayOf } from './format-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const EVERY = [1, 2, 5, 10, 15, 30]
  .map((minutes) => minutes * MINUTE)
  .concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR))
  .concat([1, 2, 7, 14, 30].map((days) => days * DAY));

export interface TimeTick {
  readonly time: number;
  readonly label: string;
}

/** Round instants between two, `most` at most, as an axis names them: with the day where that changes. */
export function timeTicks(from: number, to: number, most: number): readonly TimeTick[] {
  const every = EVERY.find((ms) => (to - from) / ms <= most) ?? (EVERY.at(-1) as number);
  const ticks: TimeTick[] = [];
  for (let time = Math.ceil(from / every) * every; time <= to; time += every) {
    const midnight = time % DAY === 0;
    ticks.push({ time, label: midnight ? dayOf(time).slice(5) : clockOf(time) });
  }
  return ticks;
}

/** An instant beside others of a stretch: with its day where the stretch has several. */
export const timeWithin = (time: number, from: number, to: number): string =>
  dayOf(from) === dayOf(to - 1) ? clockOf(time) : `${dayOf(time).slice(5)} ${clockOf(time)}`;
