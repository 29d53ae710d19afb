import {
  err,
  InfrastructureError,
  messageOf,
  minuteOf,
  ok,
  type Clock,
  type Result,
} from '@dataforge/kernel';
import { partitionOf } from '../../domain/partition-of.ts';
import type {
  AppendBatch,
  AppendFailure,
  AppendReceipt,
  EventLog,
  EventRecord,
  LogRecord,
  MinuteCount,
  OutOfRange,
  Position,
  ReadBatch,
  ReadRequest,
  TopicSpec,
} from '../../ports/event-log.ts';
import type { BatchStorage, BatchWrite } from './batch-storage.ts';
import { groupCommit } from './group-commit.ts';
import { memberships } from './memberships.ts';
import { appendedAtOf, countOf, decodeBatch, encodeBatch } from './record-batch.ts';

export interface EmbeddedLogSettings {
  /** The most that key, headers and value of a record may take together. */
  readonly maxRecordBytes: number;
  /** The most that the log may hold. */
  readonly maxBytes: number;
  /** Positions left out after each batch, to keep readers honest. */
  readonly gap: number;
}

export const defaultLogSettings: EmbeddedLogSettings = {
  maxRecordBytes: 2 * 1024 * 1024,
  maxBytes: Number.MAX_SAFE_INTEGER,
  gap: 0,
};

/** Records in a stored batch at the most, so that a read from its middle stays cheap. */
const BATCH_RECORDS = 1_000;

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

  const commit = groupCommit<readonly AppendBatch[]>(async (group) => {
    const writes = planWrites(group.flat(), topics, storage, clock.now(), settings.gap);
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
    for (const { topic, records } of batches) {
      if (!topics.has(topic)) return { kind: 'unknown-topic', detail: `there is no topic ${topic}` };
      const large = records.findIndex((record) => sizeOf(record) > settings.maxRecordBytes);
      if (large >= 0)
        return {
          kind: 'too-large',
          detail: `record ${large} is larger than ${settings.maxRecordBytes} bytes`,
        };
    }
    if (storage.sizeBytes() >= settings.maxBytes)
      return { kind: 'full', detail: `the log holds its ${settings.maxBytes} bytes` };
    return undefined;
  }

  async function read(request: ReadRequest): Promise<Result<ReadBatch, OutOfRange>> {
    const { topic, partition, from } = request;
    const start = storage.start(topic, partition);
    if (from < start) return err({ kind: 'out-of-range', partition, start });
    const records: LogRecord[] = [];
    let bytes = 0;
    for (const batch of storage.batches(topic, partition, from)) {
      for (const record of decodeBatch(batch, from)) {
        const size = record.value.byteLength;
        if (records.length > 0 && (records.length >= request.maxRecords || bytes + size > request.maxBytes))
          return ok({ partition, records, next: record.position });
        records.push(record);
        bytes += size;
      }
    }
    const last = records[records.length - 1];
    return ok({ partition, records, next: last ? ((last.position + 1) as Position) : from });
  }

  async function ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) {
      const held = topics.get(spec.name);
      const topic = { ...spec, partitions: Math.max(spec.partitions, held?.partitions ?? 0) };
      await storage.saveTopic(topic);
      topics.set(topic.name, topic);
    }
  }

  const partitionsOf = (topic: string): number => {
    const spec = topics.get(topic);
    if (!spec) throw new InfrastructureError(`There is no topic ${topic}.`, 'permanent');
    return spec.partitions;
  };
  const groups = memberships({ storage, clock, read, nextAppend });

  return {
    ensureTopics,
    append,
    read,
    census: async (topic, partition, from, to) => census(storage, topic, partition, from, to),
    ends: async (topic) =>
      Array.from({ length: partitionsOf(topic) }, (_, partition) => {
        return {
          partition,
          start: storage.start(topic, partition),
          end: storage.state(topic, partition).end,
        };
      }),
    join: async (topic, group) => groups.join(topic, group, partitionsOf(topic)),
    committed: async (topic, group) =>
      Object.entries(storage.group(topic, group).offsets).map(([partition, next]) => ({
        partition: Number(partition),
        next: next as Position,
      })),
    trim: (topic, partition, before) => storage.remove(topic, partition, before),
    positionAt: async (topic, partition, time) => positionAt(storage, topic, partition, time),
    sizeBytes: async () => storage.sizeBytes(),
  };
}

function census(
  storage: BatchStorage,
  topic: string,
  partition: number,
  from: Position,
  to: Position,
): readonly MinuteCount[] {
  const minutes = new Map<number, number>();
  for (const batch of storage.batches(topic, partition, from)) {
    if (batch.first >= to) break;
    const count = Math.min(to, batch.first + countOf(batch.bytes)) - Math.max(from, batch.first);
    const minute = minuteOf(appendedAtOf(batch.bytes));
    if (count > 0) minutes.set(minute, (minutes.get(minute) ?? 0) + count);
  }
  return [...minutes].map(([minute, records]) => ({ minute, records }));
}

/** Halves the span between the oldest position and the end until the first batch appended at `time` or later is found. */
function positionAt(storage: BatchStorage, topic: string, partition: number, time: number): Position {
  let low: number = storage.start(topic, partition);
  let high: number = storage.state(topic, partition).end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [batch] = take(storage.batches(topic, partition, middle as Position), 1);
    if (batch && appendedAtOf(batch.bytes) < time) low = batch.first + countOf(batch.bytes);
    else high = Math.min(batch?.first ?? middle, middle);
  }
  const [first] = take(storage.batches(topic, partition, low as Position), 1);
  return first?.first ?? storage.state(topic, partition).end;
}

function take<T>(items: Iterable<T>, count: number): readonly T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length >= count) break;
  }
  return taken;
}

const sizeOf = (record: EventRecord): number => {
  let size = record.value.byteLength + record.key.length;
  for (const name in record.headers) size += name.length + (record.headers[name] as string).length;
  return size;
};

function planWrites(
  batches: readonly AppendBatch[],
  topics: ReadonlyMap<string, TopicSpec>,
  storage: BatchStorage,
  now: number,
  gap: number,
): readonly BatchWrite[] {
  const byPartition = new Map<string, { topic: string; partition: number; records: EventRecord[] }>();
  for (const { topic, records } of batches) {
    const partitions = (topics.get(topic) as TopicSpec).partitions;
    for (const record of records) {
      const partition = partitionOf(record.key, partitions);
      const name = `${partition} ${topic}`;
      const held = byPartition.get(name);
      if (held) held.records.push(record);
      else byPartition.set(name, { topic, partition, records: [record] });
    }
  }
  return [...byPartition.values()].flatMap(({ topic, partition, records }) => {
    const { end, lastAppendedAt } = storage.state(topic, partition);
    const appendedAt = Math.max(now, lastAppendedAt);
    const writes: BatchWrite[] = [];
    let first = end;
    for (let at = 0; at < records.length; at += BATCH_RECORDS) {
      const part = records.slice(at, at + BATCH_RECORDS);
      const next = (first + part.length + gap) as Position;
      writes.push({ topic, partition, first, next, appendedAt, bytes: encodeBatch(part, appendedAt) });
      first = next;
    }
    return writes;
  });
}

function failureOf(error: unknown): AppendFailure {
  const detail = messageOf(error);
  if (/ENOSPC|MDB_MAP_FULL|No space left/i.test(detail)) return { kind: 'full', detail };
  return { kind: error instanceof AmbiguousWrite ? 'ambiguous' : 'unavailable', detail };
}

/** Thrown by a storage that cannot tell whether it wrote. */
export class AmbiguousWrite extends Error {}

export { type BatchStorage } from './batch-storage.ts';
