import * as z from 'zod/mini';
import type { LogRecord, Position } from '../../ports/event-log.ts';

export * from './batch-item-failures.ts';

/** Records of one partition in position order, as a Lambda is handed them. */
export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

const base64 = z.optional(z.nullable(z.base64()));
const record = z.object({
  topic: z.string().check(z.minLength(1)),
  partition: z.int().check(z.nonnegative()),
  offset: z.int().check(z.nonnegative()),
  timestamp: z.int(),
  key: base64,
  value: base64,
  headers: z._default(z.array(z.record(z.string(), z.array(z.int().check(z.gte(-128), z.lte(255))))), []),
});

/**
 * What an event source mapping for Kafka sends: `{ records: { "<topic>-<partition>": [record, …] } }`, or EventBridge Pipes:
 * `[record, …]`. Facts: AWS Lambda Developer Guide, "Using Lambda with Amazon MSK"; EventBridge User Guide, "Pipes sources".
 */
const mskEvent = z.union([
  z.pipe(
    z.object({ records: z.record(z.string(), z.array(record)) }),
    z.transform(({ records }) => Object.values(records).flat()),
  ),
  z.array(record),
]);

type DeliveredRecord = z.infer<typeof record>;

/** The records of an invocation by topic partition. Throws where the event has neither shape: who sends it is not Kafka. */
export function readMskEvent(event: unknown): readonly PartitionBatch[] {
  const read = mskEvent.safeParse(event);
  if (!read.success)
    throw new Error(`This is no batch of a Kafka topic: ${z.prettifyError(read.error).slice(0, 1_000)}`);
  const batches = new Map<string, { topic: string; partition: number; records: LogRecord[] }>();
  for (const delivered of read.data) {
    const { topic, partition } = delivered;
    const name = `${topic}-${partition}`;
    const batch = batches.get(name) ?? { topic, partition, records: [] };
    batches.set(name, batch);
    batch.records.push(logRecordOf(delivered));
  }
  for (const { records } of batches.values()) records.sort((a, b) => a.position - b.position);
  return [...batches.values()];
}

const logRecordOf = ({ partition, offset, timestamp, key, value, headers }: DeliveredRecord): LogRecord => ({
  partition,
  position: offset as Position,
  appendedAt: timestamp,
  key: Buffer.from(key ?? '', 'base64').toString(),
  headers: Object.fromEntries(
    headers.flatMap((header) =>
      Object.entries(header).map(([name, bytes]) => [name.toLowerCase(), textOf(bytes)]),
    ),
  ),
  value: Buffer.from(value ?? '', 'base64'),
});

/** Header bytes come signed, as Java has them. */
const textOf = (bytes: readonly number[]): string => Buffer.from(bytes.map((byte) => byte & 0xff)).toString();
