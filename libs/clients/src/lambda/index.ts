import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

/** Lambda, for functions that invoke others. */
export interface Lambda {
  /** Has a function invoked with an event, soon; nobody hears of its answer. */
  invokeLater(functionName: string, event: object): Promise<void>;
  close(): void;
}

export function openLambda(settings: AwsSettings, limits?: CallLimits): Lambda {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new LambdaClient(sdkOptions(settings, limits))), 'Lambda'),
  );
  return {
    invokeLater: async (FunctionName, event) =>
      void (await client.get().send(
        new InvokeCommand({
          ...{ FunctionName, InvocationType: 'Event' },
          Payload: Buffer.from(JSON.stringify(event)),
        }),
      )),
    close: () => client.made?.destroy(),
  };
}
