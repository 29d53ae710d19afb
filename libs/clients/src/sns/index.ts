import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
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

/**
 * The ARN of a topic of this name, made unless it is there. For stacks on one machine; an account's are made by its infrastructure code.
 */
export async function ensureTopic(sns: Sns, name: string): Promise<string> {
  const { TopicArn = '' } = await sns.sdk().send(new CreateTopicCommand({ Name: name }));
  return TopicArn;
}

export function openSns(settings: AwsSettings, limits?: CallLimits): Sns {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new SNSClient(sdkOptions(settings, limits))), 'SNS'),
  );
  return { sdk: client.get, close: () => client.made?.destroy() };
}
