import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { batchGathering } from './batch-gathering.ts';
import type { KafkaMapping } from './kafka-mapping.ts';
import { mskEvent, mskRecord, type MskEvent, type MskRecord } from './msk-event.ts';
import { readAnswer } from './read-answer.ts';

export interface PollerDeps {
  readonly kafka: Kafka;
  /** As the function is told. */
  readonly bootstrapServers: string;
  /** Invokes a function and gives its answer; rejects where it failed, or could not be invoked. */
  readonly invoke: (functionName: string, event: MskEvent) => Promise<unknown>;
  readonly log: (line: string) => void;
}

export interface Poller {
  /** What was taken: the offset that each partition goes on from. */
  positions(): ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
const BEAT_MS = 2_000;
const PARTITIONS_AT_ONCE = 256;

/**
 * Does what Lambda does for a mapping from Kafka: hands a topic's records to a function in batches, in order within a partition,
 * and each batch again until it is taken, ever more slowly and without end. Offsets are committed once their records were taken.
 */
export async function kafkaPoller(deps: PollerDeps, mapping: KafkaMapping): Promise<Poller> {
  const { kafka, invoke, log } = deps;
  const { functionName, topic, group, fromBeginning, partialAnswers, windowMs } = mapping;
  const positions = new Map<number, number>();
  const ending = new AbortController();
  const source = { eventSourceArn: mapping.eventSourceArn, bootstrapServers: deps.bootstrapServers };

  const gathering = batchGathering(async (records) => {
    try {
      const answer = await invoke(functionName, mskEvent(source, records));
      const failed = partialAnswers ? readAnswer(answer, records) : new Map<number, number>();
      if (!failed) log(`${functionName} answered with failures of records that it was not handed`);
      else if (failed.size > 0)
        log(
          `${functionName} asks again for ${[...failed].map(([at, from]) => `${topic}-${at} from ${from}`).join(', ')}`,
        );
      return failed;
    } catch (error) {
      log(`${functionName} did not take ${records.length} records of ${topic}: ${(error as Error).message}`);
      return undefined;
    }
  }, mapping);

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale } = payload;
    const { partition } = batch;
    let rest: readonly MskRecord[] = batch.messages.map((message) => mskRecord(topic, partition, message));
    for (let failures = 0; rest.length > 0 && isRunning() && !isStale() && !ending.signal.aborted;) {
      const offered = rest;
      const next = await beating(payload, gathering.offer(offered)).finally(() =>
        gathering.withdraw(offered),
      );
      const taken = rest.filter(({ offset }) => offset < next);
      rest = rest.slice(taken.length);
      // Behind the last record may be what is no record, such as the end of a transaction.
      const goesOn = rest.length > 0 ? next : Number(batch.lastOffset()) + 1;
      if (taken.length > 0) {
        await commitOffsetsIfNecessary({
          topics: [{ topic, partitions: [{ partition, offset: String(goesOn) }] }],
        });
        resolveOffset(String(goesOn - 1));
        positions.set(partition, goesOn);
      }
      failures = taken.length > 0 ? 0 : failures + 1;
      if (failures > 0) await beating(payload, waitBefore(failures, ending.signal));
    }
  }

  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: 30_000,
    maxWaitTimeInMs: Math.max(100, Math.min(windowMs, 1_000)),
    retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000, restartOnFailure: async () => true },
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
    eachBatch,
  });
  return {
    positions: () => positions,
    async stop() {
      ending.abort();
      gathering.stop();
      await consumer.disconnect();
    },
  };
}

const waitBefore = (failures: number, signal: AbortSignal): Promise<unknown> =>
  sleep(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20)), undefined, {
    signal,
  }).catch(() => undefined);

/** Waits for something, and tells the group meanwhile that this member is there. */
async function beating<T>({ heartbeat }: EachBatchPayload, awaited: Promise<T>): Promise<T> {
  let lost: (error: Error) => void = () => undefined;
  const leaving = new Promise<never>((_, reject) => (lost = reject));
  const beat = setInterval(() => void heartbeat().catch(lost), BEAT_MS);
  try {
    return await Promise.race([awaited, leaving]);
  } finally {
    clearInterval(beat);
    // Nobody waits for it any more where the partition was lost.
    awaited.catch(() => undefined);
  }
}
