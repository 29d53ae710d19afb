import type { MinuteCount } from '../../ports/event-log.ts';

/** Records that lie together without a gap and were appended in one minute (ms since the epoch). */
export interface Stretch {
  readonly first: number;
  /** After its last record. */
  readonly end: number;
  readonly minute: number;
}

/** What was counted of a partition, from `low` to `high`: its stretches in order. */
export interface Counted {
  readonly low: number;
  readonly high: number;
  readonly stretches: readonly Stretch[];
}

/** Both in order, what goes on without a gap as one. */
export function joined(stretches: readonly Stretch[], more: readonly Stretch[]): readonly Stretch[] {
  const all = [...stretches];
  for (const stretch of more) {
    const last = all.at(-1);
    if (last?.end === stretch.first && last.minute === stretch.minute)
      all[all.length - 1] = { ...last, end: stretch.end };
    else all.push(stretch);
  }
  return all;
}

/** The records in [from, to) by minute. */
export function minutesIn({ stretches }: Counted, from: number, to: number): readonly MinuteCount[] {
  const minutes = new Map<number, number>();
  for (const { first, end, minute } of stretches) {
    const records = Math.min(end, to) - Math.max(first, from);
    if (records > 0) minutes.set(minute, (minutes.get(minute) ?? 0) + records);
  }
  return [...minutes].map(([minute, records]) => ({ minute, records }));
}

/** The newest stretches, as many as `most`. */
export function newest({ low, high, stretches }: Counted, most: number): Counted {
  if (stretches.length <= most) return { low, high, stretches };
  const kept = stretches.slice(-most);
  return { low: kept[0]?.first ?? high, high, stretches: kept };
}
