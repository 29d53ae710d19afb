import { AthenaClient } from '@aws-sdk/client-athena';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

/** An answer, not a failure: the statement is none that Athena takes. */
export const INVALID_REQUEST = 'InvalidRequestException';

/** Athena. What cannot be reached, or is too busy beyond the SDK's patience, is a retriable InfrastructureError. */
export interface Athena {
  /** Connects with the first command. */
  sdk(): AthenaClient;
  close(): void;
}

export function openAthena(settings: AwsSettings, limits?: CallLimits): Athena {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new AthenaClient(sdkOptions(settings, limits))), 'Athena', [
      INVALID_REQUEST,
    ]),
  );
  return { sdk: client.get, close: () => client.made?.destroy() };
}
