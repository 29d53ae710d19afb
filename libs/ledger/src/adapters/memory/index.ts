import { NOTHING_COUNTED, recordsIn, type Counted } from '../../domain/counted.ts';
import type { AcceptedCounts } from '../../ports/accepted-counts.ts';

interface Held {
  partition: Counted;
  readonly minutes: Map<number, number>;
}

export function memoryAcceptedCounts(): AcceptedCounts {
  const partitions = new Map<string, Held>();
  const heldOf = (topic: string, partition: number): Held => {
    const name = `${partition} ${topic}`;
    const found = partitions.get(name) ?? { partition: NOTHING_COUNTED, minutes: new Map() };
    partitions.set(name, found);
    return found;
  };
  return {
    countedThrough: async (topic, partition) => heldOf(topic, partition).partition.countedThrough,
    async add(topic, partition, { from, through, minutes }) {
      const held = heldOf(topic, partition);
      if (held.partition.countedThrough !== from) return;
      for (const { minute, records } of minutes)
        held.minutes.set(minute, (held.minutes.get(minute) ?? 0) + records);
      const records = held.partition.records + recordsIn(minutes);
      held.partition = { ...held.partition, countedThrough: through, records };
    },
    async counts(topic, partition, range) {
      const held = heldOf(topic, partition);
      const { countedThrough, minutesFrom, records } = held.partition;
      if (!range) return { countedThrough, minutesFrom, minutes: [{ minute: 0, records }] };
      const from = Math.max(minutesFrom, range.from ?? 0);
      const { to = Infinity } = range;
      const found = [...held.minutes].filter(([minute]) => minute >= from && minute < to);
      const counted = found.map(([minute, of]) => ({ minute, records: of }));
      return { countedThrough, minutesFrom, minutes: counted.sort((a, b) => a.minute - b.minute) };
    },
    async trimMinutes(topic, partition, before) {
      const held = heldOf(topic, partition);
      held.partition = {
        ...held.partition,
        minutesFrom: Math.max(held.partition.minutesFrom, before),
      };
      for (const minute of held.minutes.keys()) if (minute < before) held.minutes.delete(minute);
    },
  };
}
