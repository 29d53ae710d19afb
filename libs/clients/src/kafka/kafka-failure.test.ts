import { InfrastructureError } from '@dataforge/kernel';
import { brokerErrorOf, hasLeaderMoved, kafkaFailure, natureOfKafkaFailure, wasNeverSent } from './index.ts';

const failure = (name: string, more: object = {}, message = 'it failed') =>
  Object.assign(new Error(message), { name, ...more });
const broker = (type: string) => failure('KafkaJSProtocolError', { type });
const inTheEnd = (cause: Error) => failure('KafkaJSNumberOfRetriesExceeded', { cause });

describe('a failure of kafkajs', () => {
  it.each([
    [failure('KafkaJSConnectionError', { code: 'ECONNREFUSED' }), 'retriable'],
    [inTheEnd(failure('KafkaJSRequestTimeoutError')), 'retriable'],
    [broker('NOT_ENOUGH_REPLICAS'), 'retriable'],
    [failure('KafkaJSSASLAuthenticationError'), 'permanent'],
    [inTheEnd(broker('TOPIC_AUTHORIZATION_FAILED')), 'permanent'],
    [failure('KafkaJSNonRetriableError', { cause: broker('INVALID_CONFIG') }), 'permanent'],
    [failure('KafkaJSAggregateError', { errors: [broker('INVALID_REPLICATION_FACTOR')] }), 'permanent'],
    [new TypeError('a bug'), 'unknown'],
    [new InfrastructureError('no token', 'retriable'), 'retriable'],
  ])('%s is %s', (error, nature) => {
    expect(natureOfKafkaFailure(error)).toBe(nature);
  });

  it('becomes our own, which says what was tried and what happened', () => {
    expect(kafkaFailure('reading', inTheEnd(failure('KafkaJSConnectionError', {}, 'refused')))).toMatchObject(
      {
        nature: 'retriable',
        message: 'Kafka: reading failed: refused',
      },
    );
    const bug = new TypeError('a bug');
    expect(kafkaFailure('reading', bug)).toBe(bug);
  });

  it('names the broker’s error, however deep it lies', () => {
    expect(brokerErrorOf(inTheEnd(inTheEnd(broker('NOT_LEADER_FOR_PARTITION'))))).toBe(
      'NOT_LEADER_FOR_PARTITION',
    );
    expect(hasLeaderMoved(inTheEnd(broker('NOT_LEADER_FOR_PARTITION')))).toBe(true);
    expect(hasLeaderMoved(broker('NOT_ENOUGH_REPLICAS'))).toBe(false);
    expect(brokerErrorOf(new Error('none'))).toBeUndefined();
  });
});

describe('a request that failed', () => {
  it.each([
    [failure('KafkaJSConnectionError', { code: 'ECONNREFUSED' })],
    [inTheEnd(failure('KafkaJSConnectionError', { code: 'ENOTFOUND' }))],
    [failure('KafkaJSConnectionError', {}, 'Connection timeout')],
    [failure('KafkaJSConnectionError', {}, 'Not connected')],
    [failure('KafkaJSBrokerNotFound')],
    [failure('KafkaJSSASLAuthenticationError')],
  ])('never left: %s', (error) => {
    expect(wasNeverSent(error)).toBe(true);
  });

  it.each([
    [failure('KafkaJSConnectionError', { code: 'ECONNRESET' })],
    [failure('KafkaJSConnectionError', { code: 'EPIPE' })],
    [failure('KafkaJSConnectionClosedError', {}, 'Closed connection')],
    [failure('KafkaJSRequestTimeoutError')],
    [new Error('anything')],
  ])('may have been carried out: %s', (error) => {
    expect(wasNeverSent(error)).toBe(false);
  });
});
