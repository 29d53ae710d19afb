export * from './kafka-settings.ts';
export * from './open-kafka.ts';
export * from './tokens.ts';
export type { Link } from './link.ts';
export type { Broker, Cluster } from './cluster.ts';
export {
  brokerError,
  brokerErrorOf,
  hasLeaderMoved,
  kafkaFailure,
  natureOfKafkaFailure,
  wasNeverSent,
} from './kafka-failure.ts';
export * from './fetch-records.ts';
export * from './produce-records.ts';
export { storedPartitions, type StoredPartition } from './log-dirs.ts';
