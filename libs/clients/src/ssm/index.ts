import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

/** SSM's Parameter Store. What cannot be reached, or is too busy beyond the SDK's patience, is a retriable InfrastructureError. */
export interface Ssm {
  /** Connects with the first command. */
  sdk(): SSMClient;
  /** All parameters below a path, decrypted, by what comes after it: `duckdb/threads` for `/app/duckdb/threads` below `/app`. */
  parametersBelow(path: string): Promise<ReadonlyMap<string, string>>;
  close(): void;
}

export function openSsm(settings: AwsSettings, limits?: CallLimits): Ssm {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new SSMClient(sdkOptions(settings, limits))), 'SSM'),
  );
  return {
    sdk: client.get,
    async parametersBelow(path) {
      const found = new Map<string, string>();
      let NextToken: string | undefined;
      do {
        const page = await client.get().send(
          new GetParametersByPathCommand({
            Path: path,
            Recursive: true,
            WithDecryption: true,
            ...(NextToken && { NextToken }),
          }),
        );
        for (const { Name = '', Value = '' } of page.Parameters ?? [])
          found.set(Name.slice(path.length).replace(/^\//, ''), Value);
        NextToken = page.NextToken;
      } while (NextToken);
      return found;
    },
    close: () => client.made?.destroy(),
  };
}
