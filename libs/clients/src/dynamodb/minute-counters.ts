import { HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import { numberIn, sortable, type Item } from './item.ts';
import type { Table, TransactItem } from './table.ts';

/** What is counted of a minute, by the name of the counter. `minute` is its start, ms since the epoch. */
export interface MinuteAmounts {
  readonly minute: number;
  readonly amounts: Readonly<Record<string, number>>;
}

/**
 * Counters by minute, an hour of them in one item: adding to a minute writes a kilobyte or less, and a day is read in 24
 * items. A counter's name is one letter, since it is stored sixty times an hour: `l07` is the counter l of minute 7.
 */
export interface MinuteCounters {
  /** Adds amounts, below zero too, as parts of a transaction: one for each hour. */
  adding(pk: string, minutes: readonly MinuteAmounts[]): readonly TransactItem[];
  /** The minutes with from <= minute < to, in order; a counter that was never added to is left out. */
  read(pk: string, from: number, to: number): Promise<readonly MinuteAmounts[]>;
  /** Removes the hours that end at `before` or earlier. */
  trim(pk: string, before: number): Promise<void>;
}

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;
const COUNTER = /^[a-z]\d\d$/;

export function minuteCounters(table: Table): MinuteCounters {
  return {
    adding(pk, minutes) {
      const hours = new Map<number, MinuteAmounts[]>();
      for (const counted of minutes) {
        const hour = hourOf(counted.minute);
        hours.set(hour, [...(hours.get(hour) ?? []), counted]);
      }
      return [...hours].map(([hour, within]) =>
        table.asPart.update({ pk, sk: sortable(hour) }, additionOf(hour, within)),
      );
    },
    async read(pk, from, to) {
      const minutes: MinuteAmounts[] = [];
      const bounds = { from: sortable(hourOf(from)), to: sortable(to) };
      for await (const item of table.query({ pk, ...bounds }))
        for (const counted of minutesOf(item))
          if (counted.minute >= from && counted.minute < to) minutes.push(counted);
      return minutes;
    },
    trim: (pk, before) =>
      table.removeAll(
        table.query({
          pk,
          from: sortable(Number.MIN_SAFE_INTEGER),
          to: sortable(hourOf(before)),
          keysOnly: true,
        }),
      ),
  };
}

function additionOf(hour: number, minutes: readonly MinuteAmounts[]) {
  const added: Record<string, number> = {};
  for (const { minute, amounts } of minutes)
    for (const [counter, amount] of Object.entries(amounts)) {
      const name = `${counter}${String((minute - hour) / MINUTE_MS).padStart(2, '0')}`;
      added[name] = (added[name] ?? 0) + amount;
    }
  const names = Object.keys(added);
  return {
    update: `ADD ${names.map((name) => `${name} :${name}`).join(', ')}`,
    values: Object.fromEntries(names.map((name) => [`:${name}`, added[name]])),
  };
}

function minutesOf({ sk, ...attributes }: Item): readonly MinuteAmounts[] {
  const hour = numberIn(sk);
  const byMinute = new Map<number, Record<string, number>>();
  for (const [name, amount] of Object.entries(attributes)) {
    if (!COUNTER.test(name)) continue;
    const minute = hour + Number(name.slice(1)) * MINUTE_MS;
    byMinute.set(minute, { ...byMinute.get(minute), [name.slice(0, 1)]: amount as number });
  }
  return [...byMinute].sort(([a], [b]) => a - b).map(([minute, amounts]) => ({ minute, amounts }));
}
