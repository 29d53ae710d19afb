import type { Container } from 'inversify';
import type { KafkaSettings } from '@dataforge/clients/kafka';
import type { EventLog } from '@dataforge/events';
import { messageOf, systemClock, type Log } from '@dataforge/kernel';
import type { LandingStore } from '@dataforge/lake';
import type { AwsConnection, KafkaConnection } from '../config/connections.ts';
import type { Settings } from '../config/settings.ts';
import type { LiveGateway } from './live-gateway.ts';
import { StartFailure } from './start-failure.ts';

export const START_THE_STACK =
  'Start the stack with npm run stack:up, or say in the sections kafka and aws of the configuration file where they are.';

/** What is behind the ports that this process does not hold itself; of the profile embedded nothing is. */
export interface Connections {
  readonly eventLog?: EventLog;
  readonly landingStore?: LandingStore;
  /** Binds what is known of the data; without it that is in the data directory. */
  readonly bindStores?: (container: Container) => void;
  /** Whose clients are told of changes too, where there is one. */
  readonly liveGateway?: LiveGateway;
  close(): Promise<void>;
}

/** Of the profile embedded. */
export const NO_CONNECTIONS: Connections = { close: async () => undefined };

/** Connects what the profile needs, and sees that it answers; throws a StartFailure that says what does not. */
export async function openConnections(settings: Settings, logger: Log): Promise<Connections> {
  const { profile, kafka, aws } = settings;
  if (profile === 'embedded' || !kafka || !aws) return NO_CONNECTIONS;
  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const end of closing.toReversed()) await end();
  };
  try {
    const eventLog = await openLog(kafka, settings, logger, closing);
    const landingStore = await openLanding(aws, closing);
    const bindStores = profile === 'stack' ? await openTables(aws, closing) : undefined;
    const liveGateway =
      settings.live.gateway === undefined
        ? undefined
        : await openLiveGateway(aws, settings.live.gateway, closing);
    return {
      ...{ eventLog, landingStore, close },
      ...(bindStores && { bindStores }),
      ...(liveGateway && { liveGateway }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Closing = (() => Promise<void> | void)[];

async function openLog(kafka: KafkaConnection, { budgets }: Settings, logger: Log, closing: Closing) {
  const { openKafka } = await import('@dataforge/clients/kafka');
  const { kafkaEventLog } = await import('@dataforge/events/kafka');
  const client = openKafka(await kafkaSettings(kafka), { log: logger });
  closing.push(client.close);
  await client.health().catch((error: unknown) => {
    throw new StartFailure(
      `Kafka at ${kafka.brokers.join(', ')} cannot be used: ${messageOf(error)} ${START_THE_STACK}`,
      error,
    );
  });
  const { prefix, replicas, minInSyncReplicas } = kafka;
  const log = kafkaEventLog(
    { client, log: logger },
    { prefix, replicas, minInSyncReplicas, maxBytes: budgets.log },
  );
  closing.push(log.close);
  return log;
}

/** Settings of the client, with where its tokens come from. */
export async function kafkaSettings({ brokers, tls, sasl }: KafkaConnection): Promise<KafkaSettings> {
  const reached = { brokers, ...(tls && { tls }) };
  if (!sasl) return reached;
  switch (sasl.mechanism) {
    case 'oauthbearer': {
      const { clientCredentialsTokens } = await import('@dataforge/clients/kafka');
      return { ...reached, sasl: { mechanism: 'oauthbearer', tokens: clientCredentialsTokens(sasl) } };
    }
    case 'aws-msk-iam': {
      const { mskTokens } = await import('@dataforge/clients/msk');
      return { ...reached, sasl: { mechanism: 'oauthbearer', tokens: mskTokens(sasl) } };
    }
    default:
      return { ...reached, sasl };
  }
}

async function openLanding(aws: AwsConnection, closing: Closing): Promise<LandingStore> {
  const { openS3, ensureBucket } = await import('@dataforge/clients/s3');
  const { s3LandingStore, LANDING_PREFIX, PART_BYTES } = await import('@dataforge/lake/s3');
  const { bucket, kmsKeyId } = aws;
  const client = openS3(awsSettings(aws));
  closing.push(client.close);
  const store = s3LandingStore(
    { client },
    { bucket, prefix: LANDING_PREFIX, partBytes: PART_BYTES, ...(kmsKeyId !== undefined && { kmsKeyId }) },
  );
  await answers('S3', aws, async () => {
    if (aws.endpoint !== undefined) await ensureBucket(client, bucket);
    await store.get('.probe');
  });
  return store;
}

async function openTables(aws: AwsConnection, closing: Closing): Promise<(container: Container) => void> {
  const { openDynamoDb } = await import('@dataforge/clients/dynamodb');
  const { bindDynamoDbStores, TABLES } = await import('./compose/dynamodb-stores.ts');
  const client = openDynamoDb({ ...awsSettings(aws), tablePrefix: aws.tablePrefix });
  closing.push(client.close);
  await answers('DynamoDB', aws, async () => {
    for (const table of TABLES) {
      if (aws.endpoint !== undefined) await client.createTable(table);
      await client.table(table).get({ pk: '.probe', sk: '.probe' });
    }
  });
  return (container) => bindDynamoDbStores(container, client);
}

async function openLiveGateway(aws: AwsConnection, gateway: string, closing: Closing): Promise<LiveGateway> {
  const { openApiGateway } = await import('@dataforge/clients/api-gateway');
  const { openDynamoDb } = await import('@dataforge/clients/dynamodb');
  const { dynamoDbConnectionStore, dynamoDbToldStore, LIVE_TABLE } = await import('@dataforge/live/dynamodb');
  const client = openDynamoDb({ ...awsSettings(aws), tablePrefix: aws.tablePrefix });
  const api = openApiGateway({ ...awsSettings(aws), endpoint: new URL(gateway, aws.endpoint).href });
  closing.push(client.close, api.close);
  await answers('DynamoDB', aws, async () => {
    if (aws.endpoint !== undefined) await client.createTable(LIVE_TABLE);
    await client.table(LIVE_TABLE).get({ pk: '.probe', sk: '.probe' });
  });
  return {
    gateway: api,
    connections: dynamoDbConnectionStore({ client, clock: systemClock }),
    told: dynamoDbToldStore({ client, clock: systemClock }),
  };
}

/** A stack on one machine believes any credentials; of AWS itself they are found by the SDK. */
export const awsSettings = ({ region, endpoint }: AwsConnection) => ({
  region,
  ...(endpoint !== undefined && {
    endpoint,
    credentials: { accessKeyId: 'stack', secretAccessKey: 'stack' },
  }),
});

async function answers(service: string, aws: AwsConnection, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    throw new StartFailure(
      `${service} at ${aws.endpoint ?? aws.region} cannot be used: ${messageOf(error)} ${START_THE_STACK}`,
      error,
    );
  }
}
