import { partitionOf } from '../../domain/partition-of.ts';
import type { AppendBatch, EventRecord, Position } from '../../ports/event-log.ts';
import type { BatchWrite, PartitionState } from './batch-storage.ts';
import { encodeBatch } from './record-batch.ts';

/** Records in a stored batch at the most, so that a read from its middle stays cheap. */
const BATCH_RECORDS = 1_000;
/** Bytes of values from which on a batch takes no more: a large value needs as large a hole in the file. */
const BATCH_BYTES = 1024 * 1024;

export interface Plan {
  readonly partitionsOf: (topic: string) => number;
  readonly stateOf: (topic: string, partition: number) => PartitionState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Positions left out before each batch. */
  readonly gap: number;
}

/** What appends that share a commit become: each partition's records in their order, cut into batches. */
export function planWrites(batches: readonly AppendBatch[], plan: Plan): readonly BatchWrite[] {
  return byPartition(batches, plan).flatMap(({ topic, partition, records }) => {
    const state = plan.stateOf(topic, partition);
    const appendedAt = Math.max(plan.now, state.lastAppendedAt);
    let end: number = state.end;
    return cut(records).map((part) => {
      const first = (end + plan.gap) as Position;
      end = first + part.length;
      const bytes = encodeBatch(part, appendedAt);
      return { topic, partition, first, count: part.length, appendedAt, bytes };
    });
  });
}

interface PartitionRecords {
  readonly topic: string;
  readonly partition: number;
  readonly records: EventRecord[];
}

function byPartition(batches: readonly AppendBatch[], { partitionsOf }: Plan): readonly PartitionRecords[] {
  const topics = new Map<string, Map<number, PartitionRecords>>();
  for (const { topic, records } of batches) {
    const partitions = partitionsOf(topic);
    const held = topics.get(topic) ?? new Map<number, PartitionRecords>();
    topics.set(topic, held);
    for (const record of records) {
      const partition = partitionOf(record.key, partitions);
      const found = held.get(partition);
      if (found) found.records.push(record);
      else held.set(partition, { topic, partition, records: [record] });
    }
  }
  return [...topics.values()].flatMap((held) => [...held.values()]);
}

function cut(records: readonly EventRecord[]): readonly (readonly EventRecord[])[] {
  const parts: (readonly EventRecord[])[] = [];
  let [start, bytes] = [0, 0];
  records.forEach(({ value }, at) => {
    if (at - start >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
      parts.push(records.slice(start, at));
      [start, bytes] = [at, 0];
    }
    bytes += value.byteLength;
  });
  parts.push(records.slice(start));
  return parts;
}
