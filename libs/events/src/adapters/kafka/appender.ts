import { err, InfrastructureError, messageOf, natureOf, ok, type Result } from '@dataforge/kernel';
import type { Link } from '@dataforge/clients/kafka';
import type { AppendBatch, AppendFailure, AppendReceipt } from '../../ports/event-log.ts';
import { sizeOf } from '../embedded/record-size.ts';
import { knownPartitions } from './leaders.ts';
import type { KafkaLogSettings, Names } from './log-settings.ts';
import { sharesOf } from './plan-batches.ts';
import { sharedWrites } from './shared-writes.ts';

export interface AppenderDeps {
  readonly link: Link;
  readonly names: Names;
  /** Whether the topics have what they may take on disk. */
  readonly isFull: () => boolean;
}

/** Appends records whole or not at all for each partition, and keeps what waits within its bound. */
export function appender(
  { link, names, isFull }: AppenderDeps,
  settings: KafkaLogSettings,
  requestMs: number,
) {
  const { maxRecordBytes, maxBatchBytes, maxWaitingBytes, writeForMs } = settings;
  const write = sharedWrites(link, settings, requestMs);
  let waitingBytes = 0;

  function refuse(sizes: readonly number[], bytes: number): AppendFailure | undefined {
    const large = sizes.findIndex((size) => size > maxRecordBytes);
    if (large >= 0)
      return { kind: 'too-large', detail: `record ${large} is larger than ${maxRecordBytes} bytes` };
    if (isFull()) return { kind: 'full', detail: `the log holds its ${settings.maxBytes} bytes` };
    // One append is let through whatever its size, or it never would be.
    if (waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes)
      return { kind: 'unavailable', detail: `${waitingBytes} bytes wait to be written already` };
    return undefined;
  }

  async function appendWaiting(
    batches: readonly AppendBatch[],
  ): Promise<Result<AppendReceipt, AppendFailure>> {
    const named = batches.map((batch) => ({ ...batch, topic: names.topic(batch.topic) }));
    const topics = named.map(({ topic }) => topic);
    const partitions = await partitionsOf(link, topics, writeForMs);
    if (!partitions.ok) return partitions;
    const shares = sharesOf(named, (topic) => partitions.value.get(topic) as number);
    const large = shares.find(({ bytes }) => bytes > maxBatchBytes);
    if (large) {
      const detail = `the records for partition ${large.partition} are more than ${maxBatchBytes} bytes`;
      return err({ kind: 'too-large', detail });
    }
    const failures = await write(shares);
    const [first] = failures;
    if (!first) return ok({ records: shares.reduce((sum, { records }) => sum + records.length, 0) });
    const isAlike = failures.length === shares.length && failures.every(({ kind }) => kind === first.kind);
    return err(isAlike ? first : { kind: 'ambiguous', detail: `some partitions have it: ${first.detail}` });
  }

  return async (batches: readonly AppendBatch[]): Promise<Result<AppendReceipt, AppendFailure>> => {
    const sizes = batches.flatMap(({ records }) => records.map(sizeOf));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const refusal = refuse(sizes, bytes);
    if (refusal) return err(refusal);
    waitingBytes += bytes;
    try {
      return await appendWaiting(batches);
    } finally {
      waitingBytes -= bytes;
    }
  };
}

/** How many partitions topics have, by the names they have in Kafka. */
async function partitionsOf(
  link: Link,
  topics: readonly string[],
  forMs: number,
): Promise<Result<ReadonlyMap<string, number>, AppendFailure>> {
  const found = new Map<string, number>();
  try {
    for (const topic of new Set(topics)) {
      const known = await link.tried(
        `looking for ${topic}`,
        (cluster) => knownPartitions(cluster, topic),
        forMs,
      );
      if (!known || known.length === 0)
        return err({ kind: 'unknown-topic', detail: `there is no topic ${topic}` });
      found.set(topic, known.length);
    }
    return ok(found);
  } catch (error) {
    if (!(error instanceof InfrastructureError) || natureOf(error) === 'unknown') throw error;
    return err({ kind: 'unavailable', detail: messageOf(error) });
  }
}
