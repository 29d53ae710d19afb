import { setTimeout as sleep } from 'node:timers/promises';
import { produceRecords, wasNeverSent, type Cluster, type Link } from '@dataforge/clients/kafka';
import { messageOf } from '@dataforge/kernel';
import type { AppendFailure } from '../../ports/event-log.ts';
import { byLeader } from './leaders.ts';
import type { PlannedBatch } from './plan-batches.ts';
import { newIdentity, nextSequence, type Identity } from './producer-identity.ts';
import { failureOf, sendingOf, settle, type Sending } from './sending.ts';

/** What writes, one batch of a partition at a time. */
interface Producer {
  readonly link: Link;
  readonly requestMs: number;
  identity: Identity | undefined;
}

/** What is left after one try, and why. */
interface Left {
  readonly left: readonly Sending[];
  readonly reason: string;
}

const RETRY_MS = 100;

/**
 * Writes batches, each once: while it is tried again it keeps its sequence number, by which a broker knows what it has. A number whose
 * batch has no certain end is never given to another batch, which the broker would take for the first one and drop: from then on
 * another identity writes.
 */
export function batchWriter(link: Link, requestMs: number) {
  const producer: Producer = { link, requestMs, identity: undefined };

  /**
   * Writes one batch of each partition at the most, and tries until the deadline (ms since the epoch), once at least. Gives what
   * became of each, in their order: undefined where it is written.
   */
  return async (
    planned: readonly PlannedBatch[],
    deadline: number,
  ): Promise<readonly (AppendFailure | undefined)[]> => {
    const sendings = planned.map(sendingOf);
    let waiting: readonly Sending[] = sendings;
    for (let failures = 0; waiting.length > 0; failures += 1) {
      if (failures > 0) await sleep(Math.random() * RETRY_MS * failures);
      const { left, reason } = await attempt(producer, waiting);
      waiting = left;
      if (Date.now() < deadline) continue;
      for (const sending of waiting) sending.failure = failureOf(sending, reason);
      break;
    }
    if (sendings.some(({ isUnclear, failure }) => isUnclear && failure)) producer.identity = undefined;
    return sendings.map(({ failure }) => failure);
  };
}

async function attempt(producer: Producer, sendings: readonly Sending[]): Promise<Left> {
  let cluster: Cluster | undefined;
  try {
    cluster = await producer.link.cluster();
    const leaders = await leadersOf(cluster, sendings);
    const identity = (producer.identity ??= await newIdentity(cluster));
    for (const sending of sendings)
      // What another identity may have written, this one would write again.
      if (sending.isUnclear && sending.sentBy !== identity)
        sending.failure = failureOf(sending, 'the broker forgot who had sent it');
    const held = cluster;
    const attempts = await Promise.all(
      [...leaders].map(([nodeId, led]) =>
        sendTo(
          producer,
          held,
          nodeId,
          led.filter(({ failure }) => !failure),
        ),
      ),
    );
    const reason = attempts.map((one) => one.reason).find(Boolean) ?? '';
    return { left: attempts.flatMap(({ left }) => left), reason };
  } catch (error) {
    if (cluster) await producer.link.prepareForAnother(cluster, error);
    return { left: sendings, reason: messageOf(error) };
  }
}

async function sendTo(
  producer: Producer,
  cluster: Cluster,
  nodeId: number,
  sendings: readonly Sending[],
): Promise<Left> {
  const identity = producer.identity as Identity;
  let isSent = false;
  try {
    const broker = await cluster.findBroker({ nodeId });
    for (const sending of sendings) sending.sentBy = identity;
    const batches = sendings.map(({ batch }) => ({ ...batch, firstSequence: nextSequence(identity, batch) }));
    isSent = true;
    const answers = await produceRecords(broker, identity, batches, producer.requestMs);
    for (const sending of sendings) {
      const { topic, partition } = sending.batch;
      const answer = answers.find((one) => one.topic === topic && one.partition === partition);
      if (settle(sending, answer?.errorCode, identity) === 'unknown producer') producer.identity = undefined;
    }
    const left = sendings.filter(({ isWritten, failure }) => !isWritten && !failure);
    if (left.length > 0) await cluster.refreshMetadata();
    return { left, reason: left.length > 0 ? 'a broker did not take it' : '' };
  } catch (error) {
    if (isSent && !wasNeverSent(error))
      for (const sending of sendings) sending.isUnclear ||= !sending.isWritten;
    await producer.link.prepareForAnother(cluster, error);
    return {
      left: sendings.filter(({ isWritten, failure }) => !isWritten && !failure),
      reason: messageOf(error),
    };
  }
}

async function leadersOf(
  cluster: Cluster,
  sendings: readonly Sending[],
): Promise<ReadonlyMap<number, readonly Sending[]>> {
  const leaders = new Map<number, Sending[]>();
  for (const topic of new Set(sendings.map(({ batch }) => batch.topic))) {
    const ofTopic = sendings.filter(({ batch }) => batch.topic === topic);
    const partitions = ofTopic.map(({ batch }) => batch.partition);
    for (const [nodeId, led] of await byLeader(cluster, topic, partitions)) {
      const ofLeader = ofTopic.filter(({ batch }) => led.includes(batch.partition));
      leaders.set(nodeId, [...(leaders.get(nodeId) ?? []), ...ofLeader]);
    }
  }
  return leaders;
}
