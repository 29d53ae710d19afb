import { ORIGIN, type AppendBatch, type EventLog, type EventRecord, type LogRecord } from '../index.ts';

export interface OpenEventLog {
  readonly log: EventLog;
  /** The log's clock, ms; moved by hand where the adapter can, else waited for, so that append minutes differ. It need not go back. */
  now(): number;
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** The most that a suite's topic has of everything, and a read that takes it all. */
export const TOPIC = { name: 'contract', partitions: 3, retentionMs: 86_400_000 };
export const ALL = { maxRecords: 10_000, maxBytes: 100_000_000 };
export const POLL = { ...ALL, maxWaitMs: 0 };

export const text = (value: Uint8Array) => Buffer.from(value).toString('utf8');

export const record = (key: string, value: string): EventRecord => ({
  key,
  headers: { 'content-type': 'text/plain' },
  value: Buffer.from(value),
});
export const batchOf = (...records: readonly EventRecord[]): readonly AppendBatch[] => [
  { topic: TOPIC.name, records },
];
export const numbered = (key: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => record(key, `${key}-${from + i}`));

/** What suites ask of a log that has the topic. */
export interface Given {
  readonly log: EventLog;
  append(batches: readonly AppendBatch[]): Promise<void>;
  readAll(partition: number, from?: typeof ORIGIN): Promise<readonly LogRecord[]>;
  everything(): Promise<readonly LogRecord[]>;
  partitionHolding(key: string): Promise<number>;
}

export function given(log: EventLog): Given {
  const readAll = async (partition: number, from = ORIGIN): Promise<readonly LogRecord[]> => {
    const read = await log.read({ topic: TOPIC.name, partition, from, ...ALL });
    if (!read.ok) throw new Error(`out of range, begins at ${read.error.start}`);
    return read.value.records;
  };
  const everything = async () => (await Promise.all([0, 1, 2].map((p) => readAll(p)))).flat();
  return {
    log,
    readAll,
    everything,
    append: async (batches) => {
      const result = await log.append(batches);
      if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.detail}`);
    },
    partitionHolding: async (key) => (await everything()).find((held) => held.key === key)?.partition ?? -1,
  };
}
