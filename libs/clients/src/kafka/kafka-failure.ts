import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import { InfrastructureError, messageOf, type FailureNature } from '@dataforge/kernel';

/** What kafkajs throws, as far as it is looked at. A chain of causes leads from what its retries say to what happened. */
interface KafkaJsError {
  readonly name?: string;
  /** The name of the broker's error code. */
  readonly type?: string;
  /** Of the system, such as ECONNREFUSED. */
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** The first of an error and its causes that says what happened. */
function origin(error: unknown): KafkaJsError {
  const failure = (error ?? {}) as KafkaJsError;
  const wraps =
    failure.name === 'KafkaJSNumberOfRetriesExceeded' || failure.name === 'KafkaJSNonRetriableError';
  return wraps && failure.cause ? origin(failure.cause) : failure;
}

/** The broker's name for an error that it answered with. */
export const brokerErrorOf = (error: unknown): string | undefined => origin(error).type;

/** What a broker answered for a part of a request, as kafkajs throws what was answered for the whole. */
export const brokerError = (code: number): Error => createErrorFromCode(code);

/** A request that ended so may have been carried out before its leader moved, or will be carried out by another one. */
const LEADER_MOVED = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'OFFSET_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

export const hasLeaderMoved = (error: unknown): boolean => LEADER_MOVED.has(brokerErrorOf(error) ?? '');

/** What neither waiting nor another broker mends. */
const FOR_GOOD =
  /^(?:SASL_AUTHENTICATION_FAILED|UNSUPPORTED_\w+|INVALID_\w+|POLICY_VIOLATION|\w+_AUTHORIZATION_FAILED)$/;

/** How a failure of kafkajs is to be met; a bug of our own is unknown. */
export function natureOfKafkaFailure(error: unknown): FailureNature {
  if (error instanceof InfrastructureError) return error.nature;
  const failure = origin(error);
  if (failure.name === 'KafkaJSSASLAuthenticationError' || FOR_GOOD.test(failure.type ?? ''))
    return 'permanent';
  return failure.name?.startsWith('KafkaJS') ? 'retriable' : 'unknown';
}

/** The same failure as our own error, naming what was tried. */
export function kafkaFailure(what: string, error: unknown): unknown {
  const nature = natureOfKafkaFailure(error);
  if (error instanceof InfrastructureError || nature === 'unknown') return error;
  const failure = origin(error);
  const detail = messageOf(failure) || messageOf(error);
  return new InfrastructureError(`Kafka: ${what} failed: ${detail}`, nature, { cause: error });
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether a request that failed never left: there was no connection. Of any other failure without an answer nothing is known. */
export function wasNeverSent(error: unknown): boolean {
  const failure = origin(error);
  if (failure.name === 'KafkaJSBrokerNotFound' || failure.name === 'KafkaJSLockTimeout') return true;
  if (failure.name !== 'KafkaJSConnectionError') return failure.name === 'KafkaJSSASLAuthenticationError';
  return (
    NEVER_SENT.has(String(failure.code)) || /^(?:Not connected|Connection timeout)/.test(messageOf(failure))
  );
}
