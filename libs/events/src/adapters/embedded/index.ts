import { err, InfrastructureError, messageOf, ok, type Clock, type Result } from '@dataforge/kernel';
import type {
  AppendBatch,
  AppendFailure,
  AppendReceipt,
  EventLog,
  LogRecord,
  OutOfRange,
  Position,
  ReadBatch,
  ReadRequest,
  TopicSpec,
} from '../../ports/event-log.ts';
import { AmbiguousWrite, NoRoom, type BatchStorage } from './batch-storage.ts';
import { census } from './census.ts';
import { groupCommit } from './group-commit.ts';
import { memberships } from './memberships.ts';
import { planWrites } from './plan-writes.ts';
import { positionAt } from './position-at.ts';
import { decodeBatch } from './record-batch.ts';
import { sizeOf } from './record-size.ts';

export interface EmbeddedLogSettings {
  /** The most that key, headers and value of a record may take together. */
  readonly maxRecordBytes: number;
  /** The most that the log may hold. */
  readonly maxBytes: number;
  /** Positions left out before each batch, to keep readers honest. */
  readonly gap: number;
}

export const defaultLogSettings: EmbeddedLogSettings = {
  maxRecordBytes: 2 * 1024 * 1024,
  maxBytes: Number.MAX_SAFE_INTEGER,
  gap: 0,
};

/** The event log of one process over a storage of batches. */
export function embeddedLog(
  { storage, clock }: { storage: BatchStorage; clock: Clock },
  settings: EmbeddedLogSettings,
): EventLog {
  const topics = new Map(storage.topics().map((topic) => [topic.name, topic]));
  const appends = new Map<string, AbortController>();
  const nextAppend = (topic: string): AbortSignal => {
    const controller = appends.get(topic) ?? new AbortController();
    appends.set(topic, controller);
    return controller.signal;
  };
  const partitionsOf = (topic: string): number => {
    const spec = topics.get(topic);
    if (!spec) throw new InfrastructureError(`There is no topic ${topic}.`, 'permanent');
    return spec.partitions;
  };

  const commit = groupCommit<readonly AppendBatch[]>(async (group) => {
    const plan = { partitionsOf, stateOf: storage.state, now: clock.now(), gap: settings.gap };
    const writes = planWrites(group.flat(), plan);
    await storage.write(writes);
    for (const topic of new Set(writes.map((write) => write.topic))) {
      const waiting = appends.get(topic);
      appends.delete(topic);
      waiting?.abort();
    }
  });

  async function append(batches: readonly AppendBatch[]): Promise<Result<AppendReceipt, AppendFailure>> {
    const refusal = refuse(batches);
    if (refusal) return err(refusal);
    try {
      await commit(batches);
    } catch (error) {
      return err(failureOf(error));
    }
    return ok({ records: batches.reduce((sum, batch) => sum + batch.records.length, 0) });
  }

  function refuse(batches: readonly AppendBatch[]): AppendFailure | undefined {
    const { maxRecordBytes, maxBytes } = settings;
    for (const { topic, records } of batches) {
      if (!topics.has(topic)) return { kind: 'unknown-topic', detail: `there is no topic ${topic}` };
      const large = records.findIndex((record) => sizeOf(record) > maxRecordBytes);
      if (large >= 0)
        return { kind: 'too-large', detail: `record ${large} is larger than ${maxRecordBytes} bytes` };
    }
    if (storage.sizeBytes() >= maxBytes)
      return { kind: 'full', detail: `the log holds its ${maxBytes} bytes` };
    return undefined;
  }

  async function read(request: ReadRequest): Promise<Result<ReadBatch, OutOfRange>> {
    const { topic, partition, from } = request;
    const start = storage.start(topic, partition);
    if (from < start) return err({ kind: 'out-of-range', partition, start });
    return ok(readFrom(storage, request));
  }

  async function ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) {
      const held = topics.get(spec.name);
      const topic = { ...spec, partitions: Math.max(spec.partitions, held?.partitions ?? 0) };
      await storage.saveTopic(topic);
      topics.set(topic.name, topic);
    }
  }

  const groups = memberships({ storage, clock, read, nextAppend });

  return {
    ensureTopics,
    append,
    read,
    ends: async (topic) =>
      Array.from({ length: partitionsOf(topic) }, (_, partition) => {
        const { end } = storage.state(topic, partition);
        return { partition, start: storage.start(topic, partition), end };
      }),
    join: async (topic, group) => groups.join(topic, group, partitionsOf(topic)),
    committed: async (topic, group) =>
      Object.entries(storage.group(topic, group).offsets).map(([partition, next]) => ({
        partition: Number(partition),
        next: next as Position,
      })),
    census: async (topic, partition, from, to) => census(storage.heads(topic, partition, from), from, to),
    trim: (topic, partition, before) => storage.remove(topic, partition, before),
    positionAt: async (topic, partition, time) => positionAt(storage, topic, partition, time),
    sizeBytes: async () => storage.sizeBytes(),
  };
}

function readFrom(storage: BatchStorage, request: ReadRequest): ReadBatch {
  const { topic, partition, from, maxRecords, maxBytes } = request;
  const records: LogRecord[] = [];
  let next = from;
  let bytes = 0;
  for (const batch of storage.batches(topic, partition, from)) {
    for (const record of decodeBatch(batch, from)) {
      bytes += record.value.byteLength;
      if (records.length > 0 && bytes > maxBytes) return { partition, records, next };
      records.push(record);
      next = (record.position + 1) as Position;
      if (records.length >= maxRecords) return { partition, records, next };
    }
  }
  return { partition, records, next };
}

function failureOf(error: unknown): AppendFailure {
  const detail = messageOf(error);
  if (error instanceof NoRoom) return { kind: 'full', detail };
  return { kind: error instanceof AmbiguousWrite ? 'ambiguous' : 'unavailable', detail };
}

export { type BatchStorage } from './batch-storage.ts';
