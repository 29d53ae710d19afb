import { GlueClient } from '@aws-sdk/client-glue';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

/** Answers, not failures: there is none, or there is one already. */
export const NO_SUCH_ENTITY = 'EntityNotFoundException';
export const ENTITY_EXISTS = 'AlreadyExistsException';

/** Glue. What cannot be reached, or is too busy beyond the SDK's patience, is a retriable InfrastructureError. */
export interface Glue {
  /** Connects with the first command. */
  sdk(): GlueClient;
  close(): void;
}

export function openGlue(settings: AwsSettings, limits?: CallLimits): Glue {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new GlueClient(sdkOptions(settings, limits))), 'Glue', [
      NO_SUCH_ENTITY,
      ENTITY_EXISTS,
    ]),
  );
  return { sdk: client.get, close: () => client.made?.destroy() };
}
