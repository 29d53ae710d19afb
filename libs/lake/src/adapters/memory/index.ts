import { err, ok } from '@dataforge/kernel';
import { ORIGIN, type Position } from '@dataforge/events';
import { countLanded } from '../../domain/landed-counts.ts';
import type { LandedRange, LandingIndex } from '../../ports/landing-index.ts';
import type { LandingStore } from '../../ports/landing-store.ts';

export function memoryLandingStore(): LandingStore {
  const objects = new Map<string, Uint8Array>();
  return {
    async putIfAbsent(key, bytes) {
      if (objects.has(key)) return false;
      objects.set(key, bytes);
      return true;
    },
    get: async (key) => objects.get(key),
    delete: async (key) => void objects.delete(key),
    async *list(prefix) {
      for (const key of [...objects.keys()].sort())
        if (key.startsWith(prefix)) yield { key, bytes: (objects.get(key) as Uint8Array).byteLength };
    },
    sizeBytes: async () => [...objects.values()].reduce((sum, bytes) => sum + bytes.byteLength, 0),
  };
}

type HeldRange = LandedRange & { readonly expired: boolean };

export function memoryLandingIndex(): LandingIndex {
  const partitions = new Map<string, { through: Position; ranges: HeldRange[] }>();
  const held = (topic: string, partition: number) => {
    const name = `${partition} ${topic}`;
    const found = partitions.get(name) ?? { through: ORIGIN, ranges: [] };
    partitions.set(name, found);
    return found;
  };
  return {
    landedThrough: async (topic, partition) => held(topic, partition).through,
    async advance(expected, range) {
      const partition = held(range.topic, range.partition);
      if (partition.through !== expected) return err({ kind: 'moved', landedThrough: partition.through });
      partition.through = range.next;
      partition.ranges.push({ ...range, expired: false });
      return ok(undefined);
    },
    async *ranges(topic, partition) {
      for (const { expired, ...range } of held(topic, partition).ranges) if (!expired) yield range;
    },
    async counts(topic, partition) {
      const { through, ranges } = held(topic, partition);
      return { landedThrough: through, minutes: countLanded(ranges) };
    },
    async expire(range) {
      const partition = held(range.topic, range.partition);
      partition.ranges = partition.ranges.map((r) => (r.first === range.first ? { ...r, expired: true } : r));
    },
  };
}
