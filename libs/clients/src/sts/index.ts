import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** Tells whether AWS can be reached, and as whom. */
export interface Sts {
  /** Needs no permission, so that it fails for want of a network or of credentials alone. */
  whoAmI(): Promise<Caller>;
  close(): void;
}

/** Opens no connection before the first call. */
export function openSts(settings: AwsSettings, limits?: CallLimits): Sts {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new STSClient(sdkOptions(settings, limits))), 'STS'),
  );
  return {
    async whoAmI() {
      const { Account = '', Arn = '' } = await client.get().send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    },
    close: () => client.made?.destroy(),
  };
}
