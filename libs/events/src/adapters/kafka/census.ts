import type { Broker, Cluster } from '@dataforge/clients/kafka';
import { minuteOf } from '@dataforge/kernel';
import type { MinuteCount, Position } from '../../ports/event-log.ts';
import { joined, minutesIn, newest, type Counted, type Stretch } from './counted-stretches.ts';
import { leaderOf } from './leaders.ts';
import type { KafkaLogSettings } from './log-settings.ts';
import { endsOf } from './offsets.ts';
import { fetchOrThrow, isOutOfRange } from './read-partition.ts';
import type { StoredBatch } from './record-batch.ts';
import { unpackedRecords } from './unpack.ts';
import { visibleBatches } from './visible-batches.ts';

/** Stretches that are remembered of a partition; a busy one has a few a minute. */
const MOST_STRETCHES = 50_000;

interface Part {
  readonly topic: string;
  readonly partition: number;
}

type Settings = Pick<KafkaLogSettings, 'fetchBytes' | 'maxUnpackedBytes'>;

/**
 * Counts records by append minute from the heads of their batches, without unpacking them. What was counted is remembered: who
 * asks again and again how much is not refined yet would else read all of that each time.
 */
export function batchCensus(settings: Settings) {
  const remembered = new Map<string, Counted>();

  return async (
    cluster: Cluster,
    part: Part,
    from: Position,
    to: Position,
  ): Promise<readonly MinuteCount[]> => {
    if (from >= to) return [];
    const [ends] = await endsOf(cluster, part.topic, part.partition);
    // What was trimmed is not there any more, whether it was counted or not.
    const begin = Math.max(from, ends?.start ?? 0);
    const leader = await leaderOf(cluster, part.topic, part.partition);
    const name = `${part.topic} ${part.partition}`;
    const count = (low: number, high: number) => counted(leader, part, { low, high }, settings);
    const known = await extended(remembered.get(name), begin, to, count);
    remembered.set(name, newest(known, MOST_STRETCHES));
    return minutesIn(known, begin, to);
  };
}

/** What is known, with what lies between it and the range that is asked for. */
async function extended(
  known: Counted | undefined,
  from: number,
  to: number,
  count: (low: number, high: number) => Promise<Counted>,
): Promise<Counted> {
  if (!known || from > known.high || to < known.low) return count(from, to);
  let { low, high, stretches } = known;
  if (from < low) {
    const before = await count(from, low);
    if (before.high < low) return before;
    [low, stretches] = [from, joined(before.stretches, stretches)];
  }
  if (to > high) {
    const after = await count(high, to);
    [high, stretches] = [after.high, joined(stretches, after.stretches)];
  }
  return { low, high, stretches };
}

/** Counts from `low` to `high`, or as far as the log goes. */
async function counted(
  leader: Broker,
  { topic, partition }: Part,
  { low, high }: { readonly low: number; readonly high: number },
  settings: Settings,
): Promise<Counted> {
  const size = settings.fetchBytes;
  const request = { maxWaitMs: 0, maxBytes: size, maxBytesEach: size, topic };
  const stretches: Stretch[] = [];
  let at = low;
  while (at < high) {
    const [fetched] = await fetchOrThrow(leader, { ...request, partitions: [{ partition, from: at }] });
    // Trimmed meanwhile: whoever asks again begins where the log does.
    if (!fetched || isOutOfRange(fetched)) break;
    const before = at;
    for (const { batch, isVisible } of visibleBatches(fetched)) {
      if (batch.first >= high) break;
      if (isVisible) stretches.push(...(await stretchesIn(batch, partition, before, high, settings)));
      at = batch.last + 1;
    }
    if (at === before) break;
  }
  return { low, high: Math.min(at, high), stretches: joined([], stretches) };
}

async function stretchesIn(
  batch: StoredBatch,
  partition: number,
  from: number,
  to: number,
  settings: Settings,
): Promise<readonly Stretch[]> {
  const { first, last, count, appendedAt } = batch;
  if (appendedAt !== undefined && count === last - first + 1)
    return [{ first: Math.max(first, from), end: Math.min(last + 1, to), minute: minuteOf(appendedAt) }];
  // Compaction left some out, or each has a time of its own.
  const records = await unpackedRecords(batch, partition, settings.maxUnpackedBytes);
  return records
    .filter(({ position }) => position >= from && position < to)
    .map((record) => ({
      first: record.position,
      end: record.position + 1,
      minute: minuteOf(record.appendedAt),
    }));
}
