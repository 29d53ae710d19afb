import { FirehoseClient } from '@aws-sdk/client-firehose';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

export { backOff } from '../aws/index.ts';

/** Firehose. What cannot be reached, or is too busy beyond the SDK's patience, is a retriable InfrastructureError. */
export interface Firehose {
  /** Connects with the first command. */
  sdk(): FirehoseClient;
  close(): void;
}

export function openFirehose(settings: AwsSettings, limits?: CallLimits): Firehose {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new FirehoseClient(sdkOptions(settings, limits))), 'Firehose'),
  );
  return { sdk: client.get, close: () => client.made?.destroy() };
}
