import {
  brokerError,
  brokerErrorOf,
  fetchRecords,
  type Broker,
  type Cluster,
  type FetchedPartition,
  type FetchRequest,
} from '@dataforge/clients/kafka';
import { err, InfrastructureError, ok, type Result } from '@dataforge/kernel';
import type { LogRecord, OutOfRange, Position, ReadBatch, ReadRequest } from '../../ports/event-log.ts';
import { leaderOf } from './leaders.ts';
import type { KafkaLogSettings } from './log-settings.ts';
import { endsOf } from './offsets.ts';
import { partitionCursor } from './partition-cursor.ts';

const LEAST_FETCH_BYTES = 64 * 1024;
/** Packed, of a record of which nothing is known. */
const RECORD_BYTES = 1024;

/** Reads a partition from any position, as far as the request goes or the log. */
export async function readPartition(
  cluster: Cluster,
  { topic, partition, from, maxRecords, maxBytes }: ReadRequest,
  { fetchBytes, maxUnpackedBytes }: Pick<KafkaLogSettings, 'fetchBytes' | 'maxUnpackedBytes'>,
): Promise<Result<ReadBatch, OutOfRange>> {
  const leader = await leaderOf(cluster, topic, partition);
  const cursor = partitionCursor(partition, from, maxUnpackedBytes);
  const records: LogRecord[] = [];
  let bytes = 0;
  for (;;) {
    const at = cursor.fetchFrom;
    const wanted = Math.min(maxBytes - bytes, (maxRecords - records.length) * RECORD_BYTES);
    const size = Math.min(fetchBytes, Math.max(LEAST_FETCH_BYTES, wanted));
    const request = { maxWaitMs: 0, maxBytes: size, maxBytesEach: size, topic };
    const [fetched] = await fetchOrThrow(leader, { ...request, partitions: [{ partition, from: at }] });
    if (!fetched) break;
    if (isOutOfRange(fetched)) {
      const lost = await outOfRange(cluster, topic, partition, at as Position);
      return records.length > 0 ? ok({ partition, records, next: cursor.next }) : err(lost);
    }
    if (!cursor.feed(at, fetched)) break;
    const left = records.length === 0 ? maxBytes : maxBytes - bytes;
    const taken = await cursor.take(maxRecords - records.length, left, records.length === 0);
    records.push(...taken);
    bytes += taken.reduce((sum, { value }) => sum + value.byteLength, 0);
    if (!cursor.isEmpty() || records.length >= maxRecords || bytes >= maxBytes) break;
  }
  return ok({ partition, records, next: cursor.next });
}

const OUT_OF_RANGE = 'OFFSET_OUT_OF_RANGE';

export const isOutOfRange = ({ errorCode }: FetchedPartition): boolean =>
  errorCode !== 0 && brokerErrorOf(brokerError(errorCode)) === OUT_OF_RANGE;

/** Fetches; throws what a broker answers for a partition, but that a position is out of range. */
export async function fetchOrThrow(
  leader: Broker,
  request: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  const fetched = await fetchRecords(leader, request);
  for (const partition of fetched)
    if (partition.errorCode !== 0 && !isOutOfRange(partition)) throw brokerError(partition.errorCode);
  return fetched;
}

/** Where the log begins, for who asked below that. Beyond its end there is nothing to go on with: it lost what it had acknowledged. */
export async function outOfRange(
  cluster: Cluster,
  topic: string,
  partition: number,
  from: Position,
): Promise<OutOfRange> {
  const [ends] = await endsOf(cluster, topic, partition);
  if (!ends) throw new InfrastructureError(`${topic} has no partition ${partition}.`, 'permanent');
  if (from <= ends.start) return { kind: 'out-of-range', partition, start: ends.start };
  throw new InfrastructureError(
    `Kafka: partition ${partition} of ${topic} ends at ${ends.end}, before ${from}, which was read or committed. It was made anew, or lost records with a leader that was not in sync; find out which before you set the position back.`,
    'retriable',
  );
}
