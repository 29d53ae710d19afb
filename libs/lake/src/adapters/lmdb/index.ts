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
  const { root } = client;
  const ranges = root.openDB<HeldRange, RangeKey>({ name: 'landed-ranges', encoding: 'json' });

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

  /** Totals by append minute, added up from the ranges at the first use and kept beside them from then on. */
  const totals = new Map<string, MinuteTotals>();
  function totalsOf(topic: string, partition: number): MinuteTotals {
    const name = `${partition} ${topic}`;
    const held = totals.get(name) ?? new Map();
    if (!totals.has(name))
      for (const { value } of all(topic, partition)) addRange(held, value, value.expired);
    totals.set(name, held);
    return held;
  }

  return {
    landedThrough: async (topic, partition) => through(topic, partition),
    async advance(expected, range) {
      const minutes = totalsOf(range.topic, range.partition);
      const current = await root.transaction(() => {
        const held = through(range.topic, range.partition);
        if (held === expected) {
          void ranges.put([range.topic, range.partition, range.first], { ...range, expired: false });
          addRange(minutes, range, false);
        }
        return held;
      });
      return current === expected ? ok(undefined) : err({ kind: 'moved', landedThrough: current });
    },
    async *ranges(topic, partition) {
      for (const { value } of all(topic, partition)) {
        const { expired, ...range } = value;
        if (!expired) yield range;
      }
    },
    async counts(topic, partition) {
      // No wait between the two, so that they agree.
      const minutes = [...totalsOf(topic, partition)].map(([minute, counts]) => ({ minute, ...counts }));
      return {
        landedThrough: through(topic, partition),
        minutes: minutes.sort((a, b) => a.minute - b.minute),
      };
    },
    async expire(range) {
      const minutes = totalsOf(range.topic, range.partition);
      const key: RangeKey = [range.topic, range.partition, range.first];
      await root.transaction(() => {
        if (ranges.get(key)?.expired !== false) return;
        void ranges.put(key, { ...range, expired: true });
        addRange(minutes, range, true);
        addRange(minutes, { minutes: range.minutes.map((m) => ({ ...m, records: -m.records })) }, false);
      });
    },
  };
}
