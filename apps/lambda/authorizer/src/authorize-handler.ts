import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Caller } from '@dataforge/access';
import { systemClock } from '@dataforge/kernel';
import { jsonLog, type Environment } from '@dataforge/lambda';
import { authenticateByUserPool } from '@dataforge/lambda/cognito';
import { meter } from '@dataforge/observability';
import { emfMetrics } from '@dataforge/observability/emf';
import { readAuthorizerEvent, type AuthorizerEvent } from './read-authorizer-event.ts';
import { stagePolicy } from './stage-policy.ts';

export interface AuthorizeHandlerDeps {
  readonly environment: Environment;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
}

/** API Gateway makes a 401 of an error of this very message, and a 500 of every other. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * Says whether whoever sends a token may enter. Without a valid one: 401. With one whose roles open nothing here: 403, by a
 * policy that denies. Where the user pool's keys cannot be read: 500, which is asked again and not kept. A refusal says
 * nothing of the token, to its sender or in the log.
 */
export function authorizeHandler({ environment, write }: AuthorizeHandlerDeps) {
  const authenticate = authenticateByUserPool(environment);
  const logger = jsonLog(write);
  const outcomes = meter({
    name: 'dataforge_authorizations_total',
    help: 'Answers of the authorizer; those that API Gateway keeps are given once.',
    kind: 'counter',
    unit: 'count',
    labels: ['outcome'],
  });
  const writeMetrics = emfMetrics(
    { sources: [outcomes.source], clock: systemClock, write, onFailure: () => undefined },
    { namespace: 'DataForge' },
  );

  async function answer(event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
    const { authorization, connects } = readAuthorizerEvent(event);
    const caller = await authenticate(authorization);
    if (!caller.ok && caller.error.reason === 'keys-unavailable') {
      outcomes.add(1, { outcome: 'unavailable' });
      logger.error({}, caller.error.detail);
      throw new Error(caller.error.detail);
    }
    if (!caller.ok || !caller.value) {
      outcomes.add(1, { outcome: 'unauthorized' });
      logger.info({ reason: caller.ok ? 'no token' : caller.error.reason }, 'Somebody was not let in.');
      throw new Error(UNAUTHORIZED);
    }
    const effect = mayEnter(caller.value, connects) ? 'Allow' : 'Deny';
    outcomes.add(1, { outcome: effect === 'Allow' ? 'allowed' : 'denied' });
    return stagePolicy(caller.value, effect, event.methodArn);
  }

  return (event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> => answer(event).finally(writeMetrics);
}

/** A WebSocket has one use, which has a permission; behind the other doors each route asks for its own. */
const mayEnter = ({ permissions }: Caller, connects: boolean): boolean =>
  connects ? permissions.has('live:read') : permissions.size > 0;
