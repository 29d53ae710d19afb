import type { LmdbClient } from '@dataforge/clients/lmdb';
import { err, ok } from '@dataforge/kernel';
import { ORIGIN, type Position } from '@dataforge/events';
import { addRange, type MinuteTotals } from '../../domain/landed-counts.ts';
import type { LandedRange, LandingIndex } from '../../ports/landing-index.ts';

type HeldRange = LandedRange & { readonly expired: boolean };
type RangeKey = [topic: string, partition: number, first: number];

const LAST = Number.MAX_SAFE_INTEGER;

/** The landing index in LMDB: a range under [topic, partition, first position]; `landedThrough` is the end of the last. */
export function lmdbLandingIndex({ client }: { client: LmdbClient }): LandingIndex {
  const ranges = client.openDB<HeldRange, RangeKey>({ name: 'landed-ranges', encoding: 'json' });

  const through = (topic: string, partition: number): Position => {
    const last = ranges.getRange({
      start: [topic, partition, LAST],
      end: [topic, partition, -1],
      reverse: true,
      limit: 1,
    });
    for (const { value } of last) return value.next;
    return ORIGIN;
  };
  const all = (topic: string, partition: number) =>
    ranges.getRange({ start: [topic, partition, 0], end: [topic, partition, LAST] });

  const totalsOf = totalsByPartition(all);

  return {
    landedThrough: async (topic, partition) => through(topic, partition),
    async advance(expected, range) {
      const held = totalsOf(range.topic, range.partition);
      const current = await client.transaction(() => {
        const at = through(range.topic, range.partition);
        if (at === expected)
          ranges.put([range.topic, range.partition, range.first], { ...range, expired: false });
        return at;
      });
      if (current !== expected) return err({ kind: 'moved', landedThrough: current });
      addRange(held.minutes, range, false);
      held.through = range.next;
      return ok(undefined);
    },
    async *ranges(topic, partition) {
      for (const { value } of all(topic, partition)) {
        const { expired, ...range } = value;
        if (!expired) yield range;
      }
    },
    async counts(topic, partition) {
      const { through: landedThrough, minutes } = totalsOf(topic, partition);
      const counted = [...minutes].map(([minute, counts]) => ({ minute, ...counts }));
      return { landedThrough, minutes: counted.sort((a, b) => a.minute - b.minute) };
    },
    async expire(range) {
      const { minutes } = totalsOf(range.topic, range.partition);
      const key: RangeKey = [range.topic, range.partition, range.first];
      const expired = await client.transaction(() => {
        if (ranges.get(key)?.expired !== false) return false;
        ranges.put(key, { ...range, expired: true });
        return true;
      });
      if (!expired) return;
      addRange(minutes, range, true);
      addRange(minutes, { minutes: range.minutes.map((m) => ({ ...m, records: -m.records })) }, false);
    },
  };
}

interface Totals {
  through: Position;
  readonly minutes: MinuteTotals;
}

/**
 * Totals by append minute with the position they reach, added up from the ranges at the first use. Whoever changes the
 * ranges moves them when the change is durable: a transaction's effects can be read some time after it was carried out.
 */
function totalsByPartition(
  rangesOf: (topic: string, partition: number) => Iterable<{ value: HeldRange }>,
): (topic: string, partition: number) => Totals {
  const totals = new Map<string, Totals>();
  return (topic, partition) => {
    const name = `${partition} ${topic}`;
    const found = totals.get(name);
    if (found) return found;
    const held: Totals = { through: ORIGIN, minutes: new Map() };
    for (const { value } of rangesOf(topic, partition)) {
      addRange(held.minutes, value, value.expired);
      held.through = value.next;
    }
    totals.set(name, held);
    return held;
  };
}
