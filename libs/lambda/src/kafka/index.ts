import { openKafka, type KafkaSettings } from '@dataforge/clients/kafka';
import { mskTokens } from '@dataforge/clients/msk';
import { kafkaEventLog, type KafkaEventLog } from '@dataforge/events/kafka';
import { ConfigurationError, type Log } from '@dataforge/kernel';
import { readEnvironment, type Environment } from '../environment.ts';

/** How a Lambda says who it is to Kafka: by IAM's tokens over TLS, as MSK takes them, or not at all, on one machine. */
const AUTHENTICATIONS = ['iam', 'none'] as const;

/** Where Kafka is: `KAFKA_BROKERS`, separated by commas, and `KAFKA_AUTHENTICATION`. */
export function kafkaOf(environment: Environment): KafkaSettings {
  const {
    AWS_REGION: region,
    KAFKA_BROKERS,
    KAFKA_AUTHENTICATION: authentication,
  } = readEnvironment(environment, ['AWS_REGION', 'KAFKA_BROKERS', 'KAFKA_AUTHENTICATION']);
  const brokers = KAFKA_BROKERS.split(',').map((broker) => broker.trim());
  if (authentication === 'none') return { brokers };
  if (authentication === 'iam')
    return { brokers, tls: {}, sasl: { mechanism: 'oauthbearer', tokens: mskTokens({ region }) } };
  throw new ConfigurationError('This Lambda cannot start with its environment.', [
    `KAFKA_AUTHENTICATION must be one of ${AUTHENTICATIONS.join(', ')}, given "${authentication}"`,
  ]);
}

export interface LambdaEventLogSettings {
  /** How long an append is tried, and how long a broker may take for an answer, ms; as long as elsewhere if nothing is said. */
  readonly patienceMs?: number;
}

/** The event log on the cluster of the environment. Nothing connects before its first use. */
export function lambdaEventLog(
  environment: Environment,
  log: Log,
  { patienceMs }: LambdaEventLogSettings = {},
): KafkaEventLog {
  const isBounded = patienceMs !== undefined;
  const limits = isBounded ? { requestTimeoutMs: patienceMs, retryForMs: patienceMs } : {};
  const client = openKafka(kafkaOf(environment), { log, limits });
  return kafkaEventLog({ client, log }, isBounded ? { writeForMs: patienceMs } : {});
}
