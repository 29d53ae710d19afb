import { InfrastructureError } from '@dataforge/kernel';
import type { Position, TopicSpec } from '../../ports/event-log.ts';
import {
  AmbiguousWrite,
  endOf,
  type BatchStorage,
  type BatchWrite,
  type GroupState,
  type PartitionState,
} from '../embedded/batch-storage.ts';

/**
 * A fault at the storage's edge. `before`: nothing was written. `between`: some partitions were, nobody is told which.
 * `after`: all was, and nobody is told.
 */
export type WriteFault = 'before' | 'between' | 'after';

export interface MemoryFaults {
  /** Asked before each write. */
  readonly writeFault?: () => WriteFault | undefined;
  /** Asked before each read. */
  readonly readsFail?: () => boolean;
}

interface Held {
  state: PartitionState;
  /** What was removed lies below it. */
  trimmed: Position;
  batches: BatchWrite[];
}

export function memoryStorage(faults: MemoryFaults): BatchStorage {
  const topics = new Map<string, TopicSpec>();
  const partitions = new Map<string, Held>();
  const groups = new Map<string, GroupState>();

  function held(topic: string, partition: number): Held {
    const name = `${partition} ${topic}`;
    const found = partitions.get(name);
    if (found) return found;
    const origin = 0 as Position;
    const created: Held = { state: { end: origin, lastAppendedAt: 0 }, trimmed: origin, batches: [] };
    partitions.set(name, created);
    return created;
  }

  function* from(topic: string, partition: number, position: Position): Generator<BatchWrite> {
    if (faults.readsFail?.()) throw new InfrastructureError('The log is away.', 'retriable');
    for (const batch of held(topic, partition).batches) if (endOf(batch) > position) yield batch;
  }

  function put(batch: BatchWrite): void {
    const partition = held(batch.topic, batch.partition);
    partition.batches.push(batch);
    partition.state = { end: endOf(batch), lastAppendedAt: batch.appendedAt };
  }

  return {
    topics: () => [...topics.values()],
    saveTopic: async (topic) => void topics.set(topic.name, topic),
    state: (topic, partition) => held(topic, partition).state,
    start: (topic, partition) => held(topic, partition).trimmed,
    async write(batches) {
      const fault = faults.writeFault?.();
      if (fault === 'before') throw new InfrastructureError('The log is away.', 'retriable');
      const [first] = batches;
      for (const batch of batches)
        if (fault !== 'between' || batch.partition === first?.partition) put(batch);
      if (fault) throw new AmbiguousWrite('The log did not answer in time.');
    },
    batches: from,
    heads: from,
    async remove(topic, partition, before) {
      const from = held(topic, partition);
      const kept = from.batches.filter((batch) => endOf(batch) > before);
      const last = from.batches[from.batches.length - kept.length - 1];
      if (last) from.trimmed = endOf(last);
      from.batches = kept;
    },
    group: (topic, group) => groups.get(`${topic} ${group}`) ?? { generation: 0, offsets: {} },
    saveGroup: async (topic, group, state) => void groups.set(`${topic} ${group}`, state),
    sizeBytes: () =>
      [...partitions.values()].flatMap((p) => p.batches).reduce((sum, batch) => sum + batch.bytes.length, 0),
  };
}
