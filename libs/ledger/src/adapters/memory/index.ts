import { ORIGIN, type Position } from '@dataforge/events';
import type { AcceptedCounts } from '../../ports/accepted-counts.ts';

export function memoryAcceptedCounts(): AcceptedCounts {
  const partitions = new Map<string, { through: Position; minutes: Map<number, number> }>();
  const nameOf = (topic: string, partition: number) => `${partition} ${topic}`;
  return {
    async read(topic, partition) {
      const held = partitions.get(nameOf(topic, partition));
      const minutes = [...(held?.minutes ?? [])].map(([minute, records]) => ({ minute, records }));
      return {
        countedThrough: held?.through ?? ORIGIN,
        minutes: minutes.sort((a, b) => a.minute - b.minute),
      };
    },
    async record(topic, partition, counted) {
      const minutes = partitions.get(nameOf(topic, partition))?.minutes ?? new Map<number, number>();
      for (const { minute, records } of counted.minutes) minutes.set(minute, records);
      partitions.set(nameOf(topic, partition), { through: counted.countedThrough, minutes });
    },
  };
}
