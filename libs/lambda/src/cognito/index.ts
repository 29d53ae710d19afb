import { authenticate, type Authenticate } from '@dataforge/access';
import { cognitoVerifier, type CognitoSettings } from '@dataforge/access/cognito';
import { systemClock } from '@dataforge/kernel';
import { readEnvironment, type Environment } from '../environment.ts';

/** The user pool of the environment: `USER_POOL_ID`, and `USER_POOL_CLIENTS`, separated by commas. */
export function userPoolOf(environment: Environment): CognitoSettings {
  const { USER_POOL_ID, USER_POOL_CLIENTS } = readEnvironment(environment, [
    'USER_POOL_ID',
    'USER_POOL_CLIENTS',
  ]);
  return {
    userPoolId: USER_POOL_ID,
    clientIds: USER_POOL_CLIENTS.split(',').map((client) => client.trim()),
    endpoint: environment['AWS_ENDPOINT_URL'],
  };
}

/**
 * Finds out who sent a request, by an access token of the user pool alone: sessions are for browsers, and the server's. The
 * pool's keys are read once in the life of an instance.
 */
export const authenticateByUserPool = (environment: Environment): Authenticate =>
  authenticate({
    verifier: cognitoVerifier({ clock: systemClock }, userPoolOf(environment)),
    sessions: { find: async () => undefined },
  });
