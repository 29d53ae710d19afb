import type { Settings } from '../config/settings.ts';
import { awsSettings, kafkaSettings } from './connections.ts';

export interface ComponentCheck {
  readonly name: string;
  /** Where it was looked for. */
  readonly where: string;
  /** Gives what there is to add, or throws what is wrong. */
  ask(): Promise<string>;
}

/** Asks each component that the profile needs outside of this process; changes nothing there. */
export async function componentChecks({ profile, kafka, aws }: Settings): Promise<readonly ComponentCheck[]> {
  if (profile === 'embedded' || !kafka || !aws) return [];
  const { openKafka } = await import('@dataforge/clients/kafka');
  const { openS3, bucketIsThere } = await import('@dataforge/clients/s3');
  const { openDynamoDb } = await import('@dataforge/clients/dynamodb');
  const where = aws.endpoint ?? aws.region;
  const kafkaCheck: ComponentCheck = {
    name: 'kafka',
    where: kafka.brokers.join(', '),
    async ask() {
      const client = openKafka(await kafkaSettings(kafka));
      try {
        const { brokers } = await client.health();
        return ` with ${brokers} ${brokers === 1 ? 'broker' : 'brokers'}`;
      } finally {
        await client.close();
      }
    },
  };
  const s3Check: ComponentCheck = {
    name: 's3',
    where,
    async ask() {
      const client = openS3(awsSettings(aws));
      try {
        return (await bucketIsThere(client, aws.bucket)) ? '' : `; the bucket ${aws.bucket} is not there yet`;
      } finally {
        client.close();
      }
    },
  };
  const dynamoDbCheck: ComponentCheck = {
    name: 'dynamodb',
    where,
    async ask() {
      const client = openDynamoDb({ ...awsSettings(aws), tablePrefix: aws.tablePrefix });
      try {
        const missing = await client.missingTables((await import('./compose/dynamodb-stores.ts')).TABLES);
        return missing.length === 0 ? '' : `; not there yet: ${missing.join(', ')}`;
      } finally {
        client.close();
      }
    },
  };
  return [kafkaCheck, s3Check, ...(profile === 'stack' ? [dynamoDbCheck] : [])];
}
