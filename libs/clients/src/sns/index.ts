import { SNSClient } from '@aws-sdk/client-sns';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

/** SNS. What cannot be reached, or is too busy beyond the SDK's patience, is a retriable InfrastructureError. */
export interface Sns {
  /** Connects with the first command. */
  sdk(): SNSClient;
  close(): void;
}

export function openSns(settings: AwsSettings, limits?: CallLimits): Sns {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new SNSClient(sdkOptions(settings, limits))), 'SNS'),
  );
  return { sdk: client.get, close: () => client.made?.destroy() };
}
