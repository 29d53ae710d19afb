import { err, ok } from '@dataforge/kernel';
import {
  changed,
  changedBy,
  NOTHING_LANDED,
  type LandedChange,
  type LandedPartition,
  type LandedRecords,
} from '../../domain/landed-counts.ts';
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
  };
}

interface Held {
  partition: LandedPartition;
  readonly ranges: Map<number, LandedRange>;
  readonly minutes: Map<number, LandedRecords>;
}

export function memoryLandingIndex(): LandingIndex {
  const partitions = new Map<string, Held>();
  const heldOf = (topic: string, partition: number): Held => {
    const name = `${partition} ${topic}`;
    const found = partitions.get(name) ?? {
      partition: NOTHING_LANDED,
      ranges: new Map(),
      minutes: new Map(),
    };
    partitions.set(name, found);
    return found;
  };

  function count(held: Held, change: LandedChange, range: LandedRange): void {
    for (const { minute, records } of range.minutes)
      held.minutes.set(minute, changed(held.minutes.get(minute) ?? NOTHING_LANDED, change, records));
    held.partition = changedBy(held.partition, change, range);
  }

  return {
    landedThrough: async (topic, partition) => heldOf(topic, partition).partition.landedThrough,
    async advance(expected, range) {
      const held = heldOf(range.topic, range.partition);
      const { landedThrough } = held.partition;
      if (landedThrough !== expected) return err({ kind: 'moved', landedThrough });
      held.ranges.set(range.first, range);
      count(held, 'landing', range);
      return ok(undefined);
    },
    async *ranges(topic, partition) {
      yield* heldOf(topic, partition).ranges.values();
    },
    async rangeAt(topic, partition, position) {
      const held = [...heldOf(topic, partition).ranges.values()];
      return held.find(({ first, next }) => first <= position && position < next);
    },
    async counts(topic, partition, range) {
      const held = heldOf(topic, partition);
      const { landedThrough, minutesFrom, landed, expired } = held.partition;
      if (!range) return { landedThrough, minutesFrom, minutes: [{ minute: 0, landed, expired }] };
      const from = Math.max(minutesFrom, range.from ?? 0);
      const { to = Infinity } = range;
      const found = [...held.minutes].filter(([minute]) => minute >= from && minute < to);
      const counted = found.map(([minute, counts]) => ({ minute, ...counts }));
      return { landedThrough, minutesFrom, minutes: counted.sort((a, b) => a.minute - b.minute) };
    },
    async expire({ topic, partition, first }) {
      const held = heldOf(topic, partition);
      const range = held.ranges.get(first);
      if (!range) return;
      held.ranges.delete(first);
      count(held, 'expiry', range);
    },
    async trimMinutes(topic, partition, before) {
      const held = heldOf(topic, partition);
      const minutesFrom = Math.max(held.partition.minutesFrom, before);
      held.partition = { ...held.partition, minutesFrom };
      for (const minute of held.minutes.keys()) if (minute < before) held.minutes.delete(minute);
    },
    sizeBytes: async () => [...partitions.values()].reduce((sum, { partition }) => sum + partition.bytes, 0),
  };
}
