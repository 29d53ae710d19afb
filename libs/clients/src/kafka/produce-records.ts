import { CompressionTypes } from 'kafkajs';
import produceRequest from 'kafkajs/src/protocol/requests/produce/v7/request.js';
import type { Broker } from './cluster.ts';
import { wireReader } from './wire-reader.ts';

/** What one producer has written is told apart by its id, and each of its batches by where its records begin. */
export interface ProducerIdentity {
  readonly producerId: string;
  readonly producerEpoch: number;
}

/** Records for one partition: one batch, written as a whole or not at all. */
export interface ProducedBatch {
  readonly topic: string;
  readonly partition: number;
  /** How many records this identity has had for the partition before. */
  readonly firstSequence: number;
  readonly records: readonly {
    readonly key: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly value: Uint8Array;
  }[];
}

export interface ProducedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Kafka's error code; 0: all replicas in sync have it. */
  readonly errorCode: number;
}

const ALL_IN_SYNC = -1;

/**
 * Sends batches to the broker that leads their partitions, compressed, and waits until all replicas in sync have them. A batch
 * of the same identity and sequence that the broker has is not written again, and answered as if it had been.
 */
export async function produceRecords(
  broker: Broker,
  identity: ProducerIdentity,
  batches: readonly ProducedBatch[],
  timeoutMs: number,
): Promise<readonly ProducedPartition[]> {
  const topics = new Map<string, ProducedBatch[]>();
  for (const batch of batches) topics.set(batch.topic, [...(topics.get(batch.topic) ?? []), batch]);
  const produced = await broker.connectionPool.send({
    request: produceRequest({
      ...identity,
      acks: ALL_IN_SYNC,
      timeout: timeoutMs,
      compression: CompressionTypes.GZIP,
      topicData: [...topics].map(([topic, partitions]) => ({
        topic,
        partitions: partitions.map(({ partition, firstSequence, records }) => ({
          partition,
          firstSequence,
          messages: records.map(({ key, headers, value }) => ({
            key: Buffer.from(key),
            headers,
            value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
          })),
        })),
      })),
    }),
    response: { decode: async (payload) => readAnswer(payload), parse: async (answer) => answer },
  });
  return produced.partitions;
}

function readAnswer(payload: Buffer) {
  const reader = wireReader(payload);
  const topics = reader.array(() => {
    const topic = reader.text();
    return reader.array((): ProducedPartition => {
      const [partition, errorCode] = [reader.int32(), reader.int16()];
      // Base offset, append time, start of the log.
      for (let skipped = 0; skipped < 3; skipped += 1) reader.int64();
      return { topic, partition, errorCode };
    });
  });
  return { partitions: topics.flat(), clientSideThrottleTime: reader.int32() };
}
