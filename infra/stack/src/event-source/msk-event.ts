import type { KafkaMessage } from 'kafkajs';

/** A record as Lambda hands it to a function. Fact: AWS Lambda Developer Guide, "Using Lambda with Amazon MSK". */
export interface MskRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** In base64; absent where the record has none. */
  readonly key?: string;
  readonly value?: string;
  readonly headers: readonly Readonly<Record<string, readonly number[]>>[];
}

export interface MskEvent {
  readonly eventSource: 'aws:kafka';
  readonly eventSourceArn: string;
  readonly bootstrapServers: string;
  /** By `<topic>-<partition>`. */
  readonly records: Readonly<Record<string, readonly MskRecord[]>>;
}

/** What kafkajs knows of a message and its types do not say. */
interface WithBatch {
  readonly batchContext?: { readonly timestampType?: number };
}

const LOG_APPEND_TIME = 1;

export const mskRecord = (topic: string, partition: number, message: KafkaMessage): MskRecord => ({
  topic,
  partition,
  offset: Number(message.offset),
  timestamp: Number(message.timestamp),
  timestampType:
    (message as WithBatch).batchContext?.timestampType === LOG_APPEND_TIME
      ? 'LOG_APPEND_TIME'
      : 'CREATE_TIME',
  ...(message.key && { key: message.key.toString('base64') }),
  ...(message.value && { value: message.value.toString('base64') }),
  headers: Object.entries(message.headers ?? {}).flatMap(([name, held]) =>
    [held].flat().map((value) => ({ [name]: signed(value ?? '') })),
  ),
});

/** Bytes are signed there, as Java has them. */
const signed = (value: Buffer | string): readonly number[] => [...new Int8Array(Buffer.from(value))];

export const partitionName = (topic: string, partition: number): string => `${topic}-${partition}`;

export function mskEvent(
  source: { readonly eventSourceArn: string; readonly bootstrapServers: string },
  records: readonly MskRecord[],
): MskEvent {
  const grouped: Record<string, MskRecord[]> = {};
  for (const record of records) (grouped[partitionName(record.topic, record.partition)] ??= []).push(record);
  return { eventSource: 'aws:kafka', ...source, records: grouped };
}
