import { brokerError, brokerErrorOf, hasLeaderMoved, type ProducedBatch } from '@dataforge/clients/kafka';
import { messageOf } from '@dataforge/kernel';
import type { AppendFailure } from '../../ports/event-log.ts';
import type { PlannedBatch } from './plan-batches.ts';
import { countWritten, type Identity } from './producer-identity.ts';

/** A batch on its way. It ends written or failed, and until then is tried again. */
export interface Sending {
  readonly batch: Omit<ProducedBatch, 'firstSequence'>;
  isWritten: boolean;
  failure?: AppendFailure;
  /** A broker may have it, and did not say so. */
  isUnclear: boolean;
  /** Who it was sent by last. */
  sentBy?: Identity;
}

export const sendingOf = ({ topic, partition, shares }: PlannedBatch): Sending => ({
  batch: { topic, partition, records: shares.flatMap(({ records }) => records) },
  isWritten: false,
  isUnclear: false,
});

export const failureOf = ({ isUnclear }: Sending, detail: string): AppendFailure => ({
  kind: isUnclear ? 'ambiguous' : 'unavailable',
  detail: `Kafka: writing failed: ${detail}`,
});

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
const WRITTEN_BEFORE = 'DUPLICATE_SEQUENCE_NUMBER';
const PASSING = new Set([
  'NOT_ENOUGH_REPLICAS',
  'LEADER_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'CORRUPT_MESSAGE',
]);

/** Takes down what a broker answered for a batch (its error code; none, if it left it out), and says if another identity is needed. */
export function settle(
  sending: Sending,
  code: number | undefined,
  identity: Identity,
): 'unknown producer' | undefined {
  const error = code === undefined ? new Error('the broker did not answer for it') : brokerError(code);
  const type = code === 0 ? '' : (brokerErrorOf(error) ?? 'UNKNOWN');
  if (code === 0 || type === WRITTEN_BEFORE) {
    sending.isWritten = true;
    countWritten(identity, sending.batch, sending.batch.records.length);
  } else if (UNKNOWN_PRODUCER.has(type)) return 'unknown producer';
  else if (UNCLEAR.has(type)) sending.isUnclear = true;
  else if (TOO_LARGE.has(type)) sending.failure = { kind: 'too-large', detail: messageOf(error) };
  else if (!hasLeaderMoved(error) && !PASSING.has(type))
    sending.failure = failureOf(sending, messageOf(error));
  return undefined;
}
