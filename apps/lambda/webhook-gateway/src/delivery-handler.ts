import { rateLimits } from '@dataforge/access/http';
import { createApi } from '@dataforge/api';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openSsm } from '@dataforge/clients/ssm';
import type { Capacity, EventLog } from '@dataforge/events';
import { SECOND_MS, type Clock } from '@dataforge/kernel';
import { awsOf, jsonLog, readEnvironment, type Environment } from '@dataforge/lambda';
import { restHandler, senderAddress, type RestAnswer, type RestEvent } from '@dataforge/lambda/api-gateway';
import type { Products } from '@dataforge/products';
import { deliveryTopic, receiveDelivery, type ReceiveDelivery } from '@dataforge/webhooks';
import { dynamoDbDeliveryIds } from '@dataforge/webhooks/dynamodb';
import { webhookRoutes } from '@dataforge/webhooks/http';
import { ssmWebhookSources } from '@dataforge/webhooks/ssm';

export interface DeliveryHandlerDeps {
  readonly environment: Environment;
  readonly products: Products;
  /** Takes the deliveries. */
  readonly log: Pick<EventLog, 'append'>;
  readonly clock: Clock;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
}

const NAMES = ['TABLE_PREFIX', 'WEBHOOK_SOURCES'] as const;

/** GitHub waits ten seconds for an answer, API Gateway 29: before that a sender is to hear that it should come again. */
export const PATIENCE_MS = 4 * SECOND_MS;
const AWS_LIMITS = { requestTimeoutMs: 2 * SECOND_MS, maxAttempts: 2 };

/** What Kafka may hold is bounded by the retention of its topics. */
const ROOM: Capacity = { check: () => ({ ok: true }) };

/**
 * Takes signed deliveries behind a REST API without an authorizer: the signature is what lets them in. Answers once Kafka has a
 * delivery; where something that it needs is away it answers 503 and remembers nothing, so that the provider's next try is taken.
 */
export function deliveryHandler({
  environment,
  products,
  log,
  clock,
  write,
}: DeliveryHandlerDeps): (event: RestEvent) => Promise<RestAnswer> {
  const settings = readEnvironment(environment, NAMES);
  const aws = awsOf(environment);
  const logger = jsonLog(write);
  const receive = receiveDelivery(
    {
      log,
      ids: dynamoDbDeliveryIds({
        client: openDynamoDb({ ...aws, tablePrefix: settings.TABLE_PREFIX }, AWS_LIMITS),
        clock,
      }),
      sources: ssmWebhookSources(
        { client: openSsm(aws, AWS_LIMITS), clock, logger },
        { parameter: settings.WEBHOOK_SOURCES },
      ),
      clock,
      capacity: ROOM,
    },
    { topic: deliveryTopic(products) },
  );

  const receiveAndTell: ReceiveDelivery = async (delivery) => {
    const received = await receive(delivery);
    if (!received.ok) {
      const { provider, source } = delivery;
      const { kind, ...rest } = received.error;
      logger.warn({ provider, source, reason: kind, ...rest }, 'A delivery was not taken.');
    }
    return received;
  };

  return restHandler(
    createApi({
      modules: [webhookRoutes({ receiveDelivery: receiveAndTell })],
      authentication: (_context, next) => next(),
      rateLimits: rateLimits({ clock, addressOf: senderAddress }),
      origins: [],
      logger,
    }),
  );
}
