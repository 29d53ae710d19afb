import fetchRequest from 'kafkajs/src/protocol/requests/fetch/v11/request.js';
import type { Broker } from './cluster.ts';
import { wireReader } from './wire-reader.ts';

export interface FetchRequest {
  /** How long the broker may wait for the first byte, ms. */
  readonly maxWaitMs: number;
  /** Of all partitions together and of each; one whole batch is sent at least. */
  readonly maxBytes: number;
  readonly maxBytesEach: number;
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly from: number }[];
}

export interface FetchedPartition {
  readonly partition: number;
  /** Kafka's error code; 0 is none. */
  readonly errorCode: number;
  /** Of transactions in what was fetched: from where whose records are to be left out. */
  readonly aborted: readonly { readonly producerId: number; readonly first: number }[];
  /** Record batches as they lie in the log, the first one from before `from` if it holds it; the last one may be cut off. */
  readonly batches: Buffer;
}

const TO_CLIENTS = -1;

/** Fetches from one broker what it leads, and leaves the batches as they are. Needs Kafka 2.3 or newer. */
export async function fetchRecords(
  broker: Broker,
  request: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  const { topic, partitions, maxWaitMs, maxBytes, maxBytesEach } = request;
  const fetched = await broker.connectionPool.send({
    request: fetchRequest({
      replicaId: TO_CLIENTS,
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes,
      topics: [
        {
          topic,
          partitions: partitions.map(({ partition, from }) => ({
            partition,
            fetchOffset: String(from),
            maxBytes: maxBytesEach,
          })),
        },
      ],
    }),
    response: { decode: async (payload) => readAnswer(payload), parse: async (answer) => answer },
    requestTimeout: maxWaitMs + SLACK_MS,
  });
  return fetched.partitions;
}

const SLACK_MS = 10_000;

function readAnswer(payload: Buffer) {
  const reader = wireReader(payload);
  const clientSideThrottleTime = reader.int32();
  const [error] = [reader.int16(), reader.int32()];
  const topics = reader.array(() => {
    reader.text();
    return reader.array((): FetchedPartition => {
      const partition = reader.int32();
      const errorCode = reader.int16() || error;
      // High watermark, last stable offset, start of the log.
      for (let skipped = 0; skipped < 3; skipped += 1) reader.int64();
      const aborted = reader.array(() => ({ producerId: reader.int64(), first: reader.int64() }));
      // The replica that the broker would rather be asked.
      reader.int32();
      return { partition, errorCode, aborted, batches: reader.bytes() };
    });
  });
  return { clientSideThrottleTime, partitions: topics.flat() };
}
