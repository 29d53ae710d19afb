import { setTimeout as sleep } from 'node:timers/promises';
import {
  brokerError,
  brokerErrorOf,
  hasLeaderMoved,
  produceRecords,
  wasNeverSent,
  type Cluster,
  type Link,
  type ProducedBatch,
  type ProducerIdentity,
} from '@dataforge/clients/kafka';
import { messageOf } from '@dataforge/kernel';
import type { AppendFailure } from '../../ports/event-log.ts';
import { byLeader } from './leaders.ts';
import type { PlannedBatch } from './plan-batches.ts';

/** Who writes, and how many records it has had for each partition. */
interface Identity extends ProducerIdentity {
  readonly sequences: Map<string, number>;
}

/** A batch on its way. */
interface Sending {
  readonly planned: PlannedBatch;
  readonly produced: Omit<ProducedBatch, 'firstSequence'>;
  /** A broker may have it, and did not say so. */
  isUnclear: boolean;
  /** Who it was sent by last. */
  sentBy?: Identity;
  failure?: AppendFailure;
}

/** What a broker answers that may have written all the same. */
const UNCLEAR = new Set([
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN',
  'KAFKAJS_UNKNOWN_ERROR_CODE',
]);
/** The broker does not know the producer as it says it is; another identity can go on. */
const UNKNOWN_PRODUCER = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
]);
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
const WRITTEN = new Set(['DUPLICATE_SEQUENCE_NUMBER']);
const PASSING = new Set([
  'NOT_ENOUGH_REPLICAS',
  'LEADER_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'CORRUPT_MESSAGE',
]);

const RETRY_MS = 100;
/** Sequence numbers go up to 2^31 - 1, and then begin anew. */
const SEQUENCES = 2 ** 31;
const NO_TRANSACTION_MS = 60_000;

/**
 * Writes batches, each once: while it is tried again it keeps its sequence number, by which a broker knows what it has. A number whose
 * batch has no certain end is never given to another batch, which the broker would take for the first one and drop: from then on
 * another identity writes.
 */
export function batchWriter(link: Link, requestMs: number) {
  let identity: Identity | undefined;

  async function identify(cluster: Cluster): Promise<Identity> {
    if (identity) return identity;
    const broker = await cluster.findControllerBroker();
    const given = await broker.initProducerId({ transactionTimeout: NO_TRANSACTION_MS });
    identity = { producerId: given.producerId, producerEpoch: given.producerEpoch, sequences: new Map() };
    return identity;
  }

  /**
   * Writes one batch of each partition at the most, and tries until the deadline (ms since the epoch), once at least. Gives what
   * became of each, in their order: undefined where it is written.
   */
  return async (
    planned: readonly PlannedBatch[],
    deadline: number,
  ): Promise<readonly (AppendFailure | undefined)[]> => {
    const sendings = planned.map((batch): Sending => ({
      planned: batch,
      produced: {
        topic: batch.topic,
        partition: batch.partition,
        records: batch.shares.flatMap(({ records }) => records),
      },
      isUnclear: false,
    }));
    let waiting: readonly Sending[] = sendings;
    for (let failures = 0; waiting.length > 0; failures += 1) {
      if (failures > 0) await sleep(Math.random() * RETRY_MS * failures);
      const { left, reason } = await attempt(waiting);
      waiting = left;
      if (Date.now() < deadline) continue;
      for (const sending of waiting) sending.failure = failureOf(sending, reason);
      break;
    }
    if (sendings.some(({ isUnclear, failure }) => isUnclear && failure)) identity = undefined;
    return sendings.map(({ failure }) => failure);
  };

  /** One try. Gives what can be tried again, and why it has to be. */
  async function attempt(
    sendings: readonly Sending[],
  ): Promise<{ left: readonly Sending[]; reason: string }> {
    let cluster: Cluster | undefined;
    try {
      cluster = await link.cluster();
      const leaders = await leadersOf(cluster, sendings);
      const who = await identify(cluster);
      for (const sending of sendings)
        // What another identity may have written, this one would write again.
        if (sending.isUnclear && sending.sentBy !== who)
          sending.failure = failureOf(sending, 'the broker forgot who had sent it');
      const held = cluster;
      const attempts = await Promise.all(
        [...leaders].map(([nodeId, ofLeader]) =>
          sendTo(
            held,
            nodeId,
            who,
            ofLeader.filter(({ failure }) => !failure),
          ),
        ),
      );
      return {
        left: attempts.flatMap(({ left }) => left),
        reason: attempts.map((a) => a.reason).find(Boolean) ?? '',
      };
    } catch (error) {
      if (cluster) await link.prepareForAnother(cluster, error);
      return { left: sendings, reason: messageOf(error) };
    }
  }

  async function sendTo(cluster: Cluster, nodeId: number, who: Identity, sendings: readonly Sending[]) {
    let sent = false;
    for (const sending of sendings) sending.sentBy = who;
    try {
      const broker = await cluster.findBroker({ nodeId });
      sent = true;
      const batches = sendings.map(({ produced }) => ({
        ...produced,
        firstSequence: who.sequences.get(nameOf(produced)) ?? 0,
      }));
      const answers = await produceRecords(broker, who, batches, requestMs);
      const codes = new Map(answers.map((answer) => [nameOf(answer), answer.errorCode]));
      const failed = sendings.filter(
        (sending) => !settled(sending, codes.get(nameOf(sending.produced)), who),
      );
      const left = failed.filter(({ failure }) => !failure);
      if (left.length > 0) await cluster.refreshMetadata();
      return { left, reason: left.length > 0 ? 'a broker did not take it' : '' };
    } catch (error) {
      if (sent && !wasNeverSent(error)) for (const sending of sendings) sending.isUnclear = true;
      await link.prepareForAnother(cluster, error);
      return { left: sendings.filter(({ failure }) => !failure), reason: messageOf(error) };
    }
  }

  /** Whether a batch is written; else it fails for good, or is left to be tried again. */
  function settled(sending: Sending, code: number | undefined, who: Identity): boolean {
    const error = code === undefined ? new Error('the broker did not answer for it') : brokerError(code);
    const type = code === 0 ? '' : (brokerErrorOf(error) ?? 'UNKNOWN');
    if (code === 0 || WRITTEN.has(type)) {
      const name = nameOf(sending.produced);
      who.sequences.set(name, ((who.sequences.get(name) ?? 0) + sending.produced.records.length) % SEQUENCES);
      return true;
    }
    if (UNCLEAR.has(type)) sending.isUnclear = true;
    else if (UNKNOWN_PRODUCER.has(type)) identity = undefined;
    else if (TOO_LARGE.has(type)) sending.failure = { kind: 'too-large', detail: messageOf(error) };
    else if (!hasLeaderMoved(error) && !PASSING.has(type))
      sending.failure = failureOf(sending, messageOf(error));
    return false;
  }
}

const nameOf = ({ topic, partition }: { topic: string; partition: number }): string =>
  `${topic} ${partition}`;

async function leadersOf(
  cluster: Cluster,
  sendings: readonly Sending[],
): Promise<ReadonlyMap<number, readonly Sending[]>> {
  const leaders = new Map<number, Sending[]>();
  for (const topic of new Set(sendings.map(({ produced }) => produced.topic))) {
    const ofTopic = sendings.filter(({ produced }) => produced.topic === topic);
    const partitions = ofTopic.map(({ produced }) => produced.partition);
    for (const [nodeId, led] of await byLeader(cluster, topic, partitions)) {
      const ofLeader = ofTopic.filter(({ produced }) => led.includes(produced.partition));
      leaders.set(nodeId, [...(leaders.get(nodeId) ?? []), ...ofLeader]);
    }
  }
  return leaders;
}

const failureOf = ({ isUnclear }: Sending, detail: string): AppendFailure => ({
  kind: isUnclear ? 'ambiguous' : 'unavailable',
  detail: `Kafka: writing failed: ${detail}`,
});
