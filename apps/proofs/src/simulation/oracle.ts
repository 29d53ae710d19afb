import type { LogRecord } from '@dataforge/events';
import { DAY_MS, minuteOf } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { keptSince } from './kept.ts';
import type { Producers, Reading } from './producers.ts';

/** What has to become of a record once everything is refined and the copies are reconciled. */
export interface Verdict {
  readonly partition: number;
  readonly position: number;
  readonly appendedAt: number;
  /** Where it is `refined` it may have expired since. */
  readonly fates: readonly string[];
  readonly reading: Reading | undefined;
}

/**
 * What the requirement says of every record that the log took, in their order: a violation is quarantined; what is
 * older than silver keeps expires; the first of an identity is refined; another with the same content is a
 * duplicate, one with other content a conflict. Of an identity whose copies carry other dates each copy may be either,
 * since it may have been held against another copy.
 */
export function verdicts(
  product: Product,
  history: readonly (readonly LogRecord[])[],
  producers: Pick<Producers, 'readingIn'>,
): readonly Verdict[] {
  return history.flatMap((records) => {
    const read = records.map((record) => ({
      record,
      reading: producers.readingIn(Buffer.from(record.value).toString('utf8')),
    }));
    const redated = redatedIn(read.map(({ reading }) => reading));
    const first = new Map<string, Reading>();
    return read.map(({ record, reading }) => {
      const { partition, position, appendedAt } = record;
      const verdict = (...fates: readonly string[]) => ({ partition, position, appendedAt, fates, reading });
      if (!reading) return verdict('quarantined');
      if (reading.time < keptSince(appendedAt, product.retentionDays.silver)) return verdict('expired');
      const key = keyOf(reading);
      const held = first.get(key);
      if (!held) {
        first.set(key, reading);
        return verdict('refined');
      }
      if (redated.has(key)) return verdict('duplicate', 'quarantined');
      return verdict(held.value === reading.value ? 'duplicate' : 'quarantined');
    });
  });
}

const keyOf = ({ source, id }: Reading): string => `${source} ${id}`;
const dateOf = ({ time }: Reading): number => Math.floor(time / DAY_MS);

/** The identities that came under more than one date. */
function redatedIn(readings: readonly (Reading | undefined)[]): ReadonlySet<string> {
  const dates = new Map<string, number>();
  const redated = new Set<string>();
  for (const reading of readings) {
    if (!reading) continue;
    const held = dates.get(keyOf(reading)) ?? dateOf(reading);
    dates.set(keyOf(reading), held);
    if (held !== dateOf(reading)) redated.add(keyOf(reading));
  }
  return redated;
}

/** What gold holds of a device's metric in a minute: the readings that were ever refined. */
export interface MinuteGold {
  readonly count: number;
  readonly sum: number;
}

export const minuteKey = (device: string, metric: string, minute: number): string =>
  `${device} ${metric} ${new Date(minute).toISOString()}`;

export function goldMinutes(all: readonly Verdict[]): ReadonlyMap<string, MinuteGold> {
  const minutes = new Map<string, MinuteGold>();
  for (const { fates, reading } of all) {
    if (!reading || !fates.includes('refined')) continue;
    const key = minuteKey(reading.device, reading.metric, minuteOf(reading.time));
    const held = minutes.get(key) ?? { count: 0, sum: 0 };
    minutes.set(key, { count: held.count + 1, sum: held.sum + reading.value });
  }
  return minutes;
}
