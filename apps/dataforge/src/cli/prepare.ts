import { ROLES } from '@dataforge/access';
import { ConfigurationError } from '@dataforge/kernel';
import type { Products } from '@dataforge/products';
import { currentSettings } from '../config/current-settings.ts';
import type { AwsConnection, KafkaConnection } from '../config/connections.ts';
import { awsSettings, openConnections } from '../server/connections.ts';
import { createLogger } from '../server/logger.ts';
import { deadLetterTopics, sourceTopics } from '../server/topics.ts';
import { ensureLandingTables } from './catalogue.ts';

/** In front of the names of stacks, and of SSM's parameters. */
const PREFIX = /^[a-z][a-z0-9-]{0,30}$/;
/** The local endpoint has one account, and keeps no keys, topics and clusters that are only named. */
const arn = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:000000000000:${rest}`;

/**
 * Makes what the profile stack and the Lambdas need on the stack of one machine and is not there, and tells the Lambdas by SSM's
 * parameters where it is. An account of AWS has infrastructure code for that.
 */
export async function prepare(products: Products, { prefix }: { readonly prefix: string }): Promise<void> {
  const settings = await currentSettings({
    ...process.env,
    DATAFORGE_PROFILE: 'stack',
    DATAFORGE_ENGINE: process.env['DATAFORGE_ENGINE'] ?? 'duckdb',
  });
  const { aws, kafka } = settings;
  const faults = [
    ...(PREFIX.test(prefix) ? [] : [`--prefix must be letters, digits and dashes, given "${prefix}"`]),
    ...(aws?.endpoint === undefined
      ? ['aws.endpoint is missing: an account of AWS is prepared by its infrastructure code']
      : []),
  ];
  if (faults.length > 0 || !aws || !kafka)
    throw new ConfigurationError('The stack cannot be prepared:', faults);
  const connections = await openConnections(settings, createLogger(settings.logLevel));
  try {
    const topics = sourceTopics(products.products);
    await connections.eventLog?.ensureTopics([...topics, ...deadLetterTopics(topics)]);
  } finally {
    await connections.close();
  }
  await prepareTables(aws);
  await ensureLandingTables(products, aws, `${prefix.replaceAll('-', '_')}_landing`);
  await tellLambdas(aws, kafka, prefix);
  process.stdout.write(`The stack is prepared; its parameters are below /${prefix}.\n`);
}

/** Those that no process of the profile opens. */
async function prepareTables(aws: AwsConnection): Promise<void> {
  const { openDynamoDb } = await import('@dataforge/clients/dynamodb');
  const { LIVE_TABLE } = await import('@dataforge/live/dynamodb');
  const { QUERY_TABLE } = await import('@dataforge/query/dynamodb');
  const client = openDynamoDb({ ...awsSettings(aws), tablePrefix: aws.tablePrefix });
  for (const table of [LIVE_TABLE, QUERY_TABLE]) await client.createTable(table);
  client.close();
}

async function tellLambdas(aws: AwsConnection, kafka: KafkaConnection, prefix: string): Promise<void> {
  const { ensureUserPool, openCognito } = await import('@dataforge/clients/cognito');
  const { ensureTopic, openSns } = await import('@dataforge/clients/sns');
  const { openSsm } = await import('@dataforge/clients/ssm');
  const settings = awsSettings(aws);
  const [cognito, sns, ssm] = [openCognito(settings), openSns(settings), openSsm(settings)];
  const { region } = aws;
  const pool = await ensureUserPool(cognito, { name: prefix, groups: ROLES });
  await ssm.put(
    `/${prefix}`,
    new Map([
      ['tables/prefix', aws.tablePrefix],
      ['landing/bucket', aws.bucket],
      ['landing/key-arn', aws.kmsKeyId ?? arn('kms', region, 'alias/landing')],
      ['kafka/brokers', kafka.brokers.join(',')],
      ['kafka/authentication', 'none'],
      ['kafka/cluster-arn', arn('kafka', region, 'cluster/stack/1')],
      ['kafka/topics-arn', arn('kafka', region, 'topic/stack/1')],
      ['kafka/groups-arn', arn('kafka', region, 'group/stack/1')],
      ['webhooks/key-arn', arn('kms', region, 'alias/aws/ssm')],
      ['cognito/user-pool-id', pool.userPoolId],
      ['cognito/user-pool-clients', pool.clientId],
      // Gold is in the worker's lake alone: the API has no queries here.
      ['athena/work-group', 'none'],
      ['athena/views', 'none'],
      ['athena/tables', 'none'],
      ['athena/results-bucket', aws.bucket],
      ['lake/bucket', aws.bucket],
      ['lake/key-arn', aws.kmsKeyId ?? arn('kms', region, 'alias/landing')],
      ['alerts/topic-arn', await ensureTopic(sns, `${prefix}-alerts`)],
      ['alarms/topic-arn', arn('sns', region, `${prefix}-alarms`)],
    ]),
  );
  // Whoever has sources put them there, and keeps them.
  const sources = `/${prefix}/webhooks/sources`;
  if ((await ssm.parameter(sources)) === undefined) await ssm.putSecret(sources, '[]');
  cognito.close();
  sns.close();
  ssm.close();
}
