import {
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
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
  /** One parameter's value by its whole name, decrypted; undefined where it is not there. */
  parameter(name: string): Promise<string | undefined>;
  /** Puts parameters below a path, those alone whose value is another: what is as it was keeps its version. */
  put(path: string, values: ReadonlyMap<string, string>): Promise<void>;
  /** Puts one parameter as a secret (SecureString), over what is there. */
  putSecret(name: string, value: string): Promise<void>;
  close(): void;
}

const NOT_THERE = 'ParameterNotFound';

export function openSsm(settings: AwsSettings, limits?: CallLimits): Ssm {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new SSMClient(sdkOptions(settings, limits))), 'SSM', [NOT_THERE]),
  );
  async function parametersBelow(path: string): Promise<ReadonlyMap<string, string>> {
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
  }

  return {
    sdk: client.get,
    parametersBelow,
    async parameter(Name) {
      try {
        const { Parameter } = await client
          .get()
          .send(new GetParameterCommand({ Name, WithDecryption: true }));
        return Parameter?.Value;
      } catch (error) {
        if ((error as Error).name === NOT_THERE) return undefined;
        throw error;
      }
    },
    putSecret: async (Name, Value) =>
      void (await client
        .get()
        .send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }))),
    async put(path, values) {
      const held = await parametersBelow(path);
      for (const [name, Value] of values)
        if (held.get(name) !== Value)
          await client
            .get()
            .send(
              new PutParameterCommand({ Name: `${path}/${name}`, Value, Type: 'String', Overwrite: true }),
            );
    },
    close: () => client.made?.destroy(),
  };
}
