import { openApiGateway } from '@dataforge/clients/api-gateway';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openLambda } from '@dataforge/clients/lambda';
import { HOUR_MS, messageOf, systemClock } from '@dataforge/kernel';
import { awsOf, jsonLog, readEnvironment, type Environment } from '@dataforge/lambda';
import { HUB_DEFAULTS, KINDS, readSubprotocols, serveGateway, SUBPROTOCOL } from '@dataforge/live';
import { dynamoDbConnectionStore, dynamoDbToldStore } from '@dataforge/live/dynamodb';
import type { Products } from '@dataforge/products';
import { readLiveEvent, type LiveAnswer, type LiveEvent } from './read-live-event.ts';

export interface LiveHandlerDeps {
  readonly environment: Environment;
  readonly products: Products;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
}

/** A connection of API Gateway's ends then. */
const LONGEST_MS = 2 * HOUR_MS;
/** How often the worker sends heartbeats. */
export const HEARTBEAT_MS = 30_000;

const NAMES = ['TABLE_PREFIX', 'GATEWAY_ENDPOINT', 'AWS_LAMBDA_FUNCTION_NAME'] as const;

/**
 * Serves a WebSocket API. A connection takes no posts before the answer to its `$connect` is there, so the hello is said by
 * another invocation, which this one asks for. What fails closes the connection: its client comes again and goes on from where it stood.
 */
export function liveHandler({ environment, products, write }: LiveHandlerDeps) {
  const settings = readEnvironment(environment, NAMES);
  const aws = awsOf(environment);
  const logger = jsonLog(write);
  const client = openDynamoDb({ ...aws, tablePrefix: settings.TABLE_PREFIX });
  const functions = openLambda(aws);
  // On a stack of one machine it is a path at the endpoint of everything.
  const endpoint = new URL(settings.GATEWAY_ENDPOINT, aws.endpoint).href;
  const gateway = openApiGateway({ ...aws, endpoint });
  const kpis = products.products.flatMap((product) => product.kpis);
  const serve = serveGateway(
    {
      connections: dynamoDbConnectionStore({ client, clock: systemClock }),
      told: dynamoDbToldStore({ client, clock: systemClock }),
      gateway,
      clock: systemClock,
    },
    {
      kinds: KINDS,
      kpis: kpis.map(({ id }) => id),
      heartbeatMs: HEARTBEAT_MS,
      connectionsPerSubject: HUB_DEFAULTS.connections.perSubject,
    },
  );

  async function connect({ id, subject, expiresAt, offered }: Connecting): Promise<LiveAnswer> {
    const ending = Math.min(expiresAt, systemClock.now() + LONGEST_MS);
    const taken = await serve.connect({ id, subject, expiresAt: ending });
    if (!taken.ok) return { statusCode: 429, body: taken.error };
    try {
      await functions.invokeLater(settings.AWS_LAMBDA_FUNCTION_NAME, { greet: id });
    } catch (error) {
      // Nobody says that it is gone: it was never there.
      await serve.disconnect(id);
      throw error;
    }
    // A client that offers subprotocols closes where none of them is taken.
    const taking = readSubprotocols(offered).live;
    return { statusCode: 200, ...(taking && { headers: { 'sec-websocket-protocol': SUBPROTOCOL } }) };
  }

  async function receive(id: string, text: string): Promise<LiveAnswer> {
    try {
      await serve.receive(id, text);
    } catch (error) {
      logger.error({ cause: messageOf(error) }, 'A message cannot be served; its connection is closed.');
      await gateway.end(id);
    }
    return { statusCode: 200 };
  }

  return async (event: LiveEvent): Promise<LiveAnswer | undefined> => {
    const read = readLiveEvent(event);
    switch (read.kind) {
      case 'greet':
        return void (await serve.greet(read.id));
      case 'connect':
        return connect(read);
      case 'message':
        return receive(read.id, read.text);
      case 'disconnect':
        await serve.disconnect(read.id);
        return { statusCode: 200 };
    }
  };
}

type Connecting = Extract<ReturnType<typeof readLiveEvent>, { kind: 'connect' }>;
