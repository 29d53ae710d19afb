import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

/** Cognito's user pools. */
export interface Cognito {
  /** Connects with the first command. */
  sdk(): CognitoIdentityProviderClient;
  close(): void;
}

export function openCognito(settings: AwsSettings, limits?: CallLimits): Cognito {
  const client = lazily(() =>
    throwingOurErrors(
      takingTurns(new CognitoIdentityProviderClient(sdkOptions(settings, limits))),
      'Cognito',
    ),
  );
  return { sdk: client.get, close: () => client.made?.destroy() };
}
