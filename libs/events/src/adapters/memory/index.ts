import { InfrastructureError, type Clock } from '@dataforge/kernel';
import type { EventLog, Position, TopicSpec } from '../../ports/event-log.ts';
import type { BatchStorage, GroupState, PartitionState } from '../embedded/batch-storage.ts';
import {
  AmbiguousWrite,
  defaultLogSettings,
  embeddedLog,
  type EmbeddedLogSettings,
} from '../embedded/index.ts';
import { countOf, type StoredBatch } from '../embedded/record-batch.ts';

/** A fault at the storage's edge: `before` nothing was written, `after` it was and nobody is told. */
export type WriteFault = 'before' | 'after';

export interface MemoryLogOptions extends Partial<EmbeddedLogSettings> {
  /** Asked before each write. */
  readonly writeFault?: () => WriteFault | undefined;
  /** Asked before each read. */
  readonly readsFail?: () => boolean;
}

/** A log in memory, with gaps between its batches and faults on request. */
export function memoryEventLog({ clock }: { clock: Clock }, options: MemoryLogOptions = {}): EventLog {
  return embeddedLog(
    { storage: memoryStorage(options), clock },
    { ...defaultLogSettings, gap: 1, ...options },
  );
}

const EMPTY: PartitionState = { end: 0 as Position, lastAppendedAt: 0 };

function memoryStorage(options: MemoryLogOptions): BatchStorage {
  const topics = new Map<string, TopicSpec>();
  const partitions = new Map<string, { state: PartitionState; batches: StoredBatch[] }>();
  const groups = new Map<string, GroupState>();
  const nameOf = (topic: string, partition: number) => `${partition} ${topic}`;
  const held = (topic: string, partition: number) =>
    partitions.get(nameOf(topic, partition)) ?? { state: EMPTY, batches: [] };
  return {
    topics: () => [...topics.values()],
    saveTopic: async (topic) => void topics.set(topic.name, topic),
    state: (topic, partition) => held(topic, partition).state,
    start: (topic, partition) => held(topic, partition).batches[0]?.first ?? held(topic, partition).state.end,
    async write(batches) {
      const fault = options.writeFault?.();
      if (fault === 'before') throw new InfrastructureError('The log is away.', 'retriable');
      for (const { topic, partition, next, appendedAt, ...batch } of batches) {
        const { batches: before } = held(topic, partition);
        before.push({ topic, partition, ...batch });
        partitions.set(nameOf(topic, partition), {
          state: { end: next, lastAppendedAt: appendedAt },
          batches: before,
        });
      }
      if (fault === 'after') throw new AmbiguousWrite('The log did not answer in time.');
    },
    *batches(topic, partition, from) {
      if (options.readsFail?.()) throw new InfrastructureError('The log is away.', 'retriable');
      for (const batch of held(topic, partition).batches)
        if (batch.first + countOf(batch.bytes) > from) yield batch;
    },
    async remove(topic, partition, before) {
      const { state, batches } = held(topic, partition);
      const kept = batches.filter((batch) => batch.first + countOf(batch.bytes) > before);
      partitions.set(nameOf(topic, partition), { state, batches: kept });
    },
    group: (topic, group) => groups.get(`${topic} ${group}`) ?? { generation: 0, offsets: {} },
    saveGroup: async (topic, group, state) => void groups.set(`${topic} ${group}`, state),
    sizeBytes: () =>
      [...partitions.values()].flatMap((p) => p.batches).reduce((sum, batch) => sum + batch.bytes.length, 0),
  };
}
