import type { Context } from 'aws-lambda';
import { notifyOfAlerts, type Notified } from '@dataforge/alerts';
import { dynamoDbAlertStore, dynamoDbToldNotices } from '@dataforge/alerts/dynamodb';
import { snsAlertNotifier } from '@dataforge/alerts/sns';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openSns } from '@dataforge/clients/sns';
import { SECOND_MS, type Clock } from '@dataforge/kernel';
import { awsOf, jsonLog, readEnvironment, type Environment } from '@dataforge/lambda';

export interface NotifyHandlerDeps {
  readonly environment: Environment;
  readonly clock: Clock;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
}

const NAMES = ['TABLE_PREFIX', 'ALERTS_TOPIC_ARN'] as const;

/** One notice takes no longer, which is less than it is claimed for. */
const SNS_LIMITS = { requestTimeoutMs: 5 * SECOND_MS, maxAttempts: 3 };
/** No notice is begun in the last of an invocation's time: what is cut off between telling and confirming is told twice. */
const LAST_MS = 25 * SECOND_MS;

/**
 * Tells an SNS topic of what happened to alerts, whatever calls it. Several at once do not tell twice: notices are claimed. Fails where
 * notices could not be told, so that the alarm says so; a later call tells them.
 */
export function notifyHandler({ environment, clock, write }: NotifyHandlerDeps) {
  const settings = readEnvironment(environment, NAMES);
  const aws = awsOf(environment);
  const logger = jsonLog(write);
  const client = openDynamoDb({ ...aws, tablePrefix: settings.TABLE_PREFIX });
  const notify = notifyOfAlerts({
    store: dynamoDbAlertStore({ client }),
    told: dynamoDbToldNotices({ client, clock }),
    notifier: snsAlertNotifier({ client: openSns(aws, SNS_LIMITS) }, { topicArn: settings.ALERTS_TOPIC_ARN }),
    clock,
    logger,
  });

  return async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Notified> => {
    const notified = await notify(clock.now() + context.getRemainingTimeInMillis() - LAST_MS);
    const { told, waiting, left } = notified;
    if (told > 0) logger.info({ told }, 'Alerts were told of.');
    if (left > 0)
      logger.warn({ left }, 'There was no time for all notices of alerts; the rest is told next.');
    if (waiting > 0)
      throw new Error(
        `${waiting} notices of alerts could not be told, and wait. The log has the cause of each.`,
      );
    return notified;
  };
}
