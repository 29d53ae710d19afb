import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openS3 } from '@dataforge/clients/s3';
import { sendDeadLetters, type EventLog } from '@dataforge/events';
import { batchItemFailures, readMskEvent, type BatchItemFailures } from '@dataforge/events/msk-event';
import { messageOf, systemClock } from '@dataforge/kernel';
import { fanOut, landingMeters } from '@dataforge/lake';
import { dynamoDbLandingIndex } from '@dataforge/lake/dynamodb';
import { LANDING_PREFIX, PART_BYTES, s3LandingStore } from '@dataforge/lake/s3';
import { awsOf, jsonLog, readEnvironment, type Environment } from '@dataforge/lambda';
import { emfMetrics } from '@dataforge/observability/emf';
import type { Products } from '@dataforge/products';

export interface FanOutHandlerDeps {
  readonly environment: Environment;
  readonly products: Products;
  /** Takes the dead letters. */
  readonly log: Pick<EventLog, 'append'>;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
}

/** Lambda hands over 10,000 records at the most. */
const MOST_RECORDS = 10_000;

const NAMES = ['TABLE_PREFIX', 'LANDING_BUCKET', 'LANDING_KMS_KEY', 'PARTIAL_BATCH_RESPONSE'] as const;

/**
 * Lands what Kafka's event source or Pipes hand over. Where the mapping reads partial answers, what failed is asked for by
 * partition; where it does not, the invocation fails, and all of it is handed over again.
 */
export function fanOutHandler({ environment, products, log, write }: FanOutHandlerDeps) {
  const settings = readEnvironment(environment, NAMES);
  const aws = awsOf(environment);
  const logger = jsonLog(write);
  const meters = landingMeters();
  const land = fanOut(
    {
      store: s3LandingStore(
        { client: openS3(aws) },
        {
          bucket: settings.LANDING_BUCKET,
          prefix: LANDING_PREFIX,
          kmsKeyId: settings.LANDING_KMS_KEY,
          partBytes: PART_BYTES,
        },
      ),
      index: dynamoDbLandingIndex({
        client: openDynamoDb({ ...aws, tablePrefix: settings.TABLE_PREFIX }),
      }),
      deadLetters: sendDeadLetters({ log }),
      landed: meters.landed,
      clock: systemClock,
      logger,
    },
    { products: products.products, maxRecords: MOST_RECORDS },
  );
  const writeMetrics = emfMetrics(
    {
      sources: meters.sources,
      clock: systemClock,
      write,
      onFailure: (error) => logger.warn({ cause: messageOf(error) }, 'A metric cannot be told.'),
    },
    { namespace: 'DataForge' },
  );

  return async (event: unknown): Promise<BatchItemFailures | undefined> => {
    const failed = await land(readMskEvent(event));
    await writeMetrics();
    if (settings.PARTIAL_BATCH_RESPONSE === 'true') return batchItemFailures(failed);
    if (failed.length === 0) return undefined;
    const places = failed.map(({ topic, partition, position }) => `${topic}-${partition} from ${position}`);
    throw new Error(`Not all has landed, and is to be delivered again: ${places.join(', ')}`);
  };
}
