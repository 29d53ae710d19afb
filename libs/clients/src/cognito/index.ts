import {
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  paginateListUserPoolClients,
  paginateListUserPools,
} from '@aws-sdk/client-cognito-identity-provider';
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

const GROUP_EXISTS = 'GroupExistsException';

export interface UserPool {
  readonly userPoolId: string;
  readonly clientId: string;
}

/**
 * A user pool of this name with these groups, and a client of the same name whose users an administrator signs in; made
 * unless it is there. For stacks on one machine and for tests; an account's are made by its infrastructure code.
 */
export async function ensureUserPool(
  cognito: Cognito,
  { name, groups }: { readonly name: string; readonly groups: readonly string[] },
): Promise<UserPool> {
  const UserPoolId = (await poolNamed(cognito, name)) ?? (await newPool(cognito, name));
  for (const GroupName of groups)
    try {
      await cognito.sdk().send(new CreateGroupCommand({ UserPoolId, GroupName }));
    } catch (error) {
      if ((error as Error).name !== GROUP_EXISTS) throw error;
    }
  const clientId =
    (await clientNamed(cognito, UserPoolId, name)) ?? (await newClient(cognito, UserPoolId, name));
  return { userPoolId: UserPoolId, clientId };
}

async function poolNamed(cognito: Cognito, name: string): Promise<string | undefined> {
  for await (const { UserPools = [] } of paginateListUserPools(
    { client: cognito.sdk() },
    { MaxResults: 60 },
  )) {
    const found = UserPools.find(({ Name }) => Name === name);
    if (found) return found.Id;
  }
  return undefined;
}

async function newPool(cognito: Cognito, name: string): Promise<string> {
  const made = await cognito.sdk().send(new CreateUserPoolCommand({ PoolName: name }));
  return made.UserPool?.Id ?? '';
}

async function clientNamed(cognito: Cognito, UserPoolId: string, name: string): Promise<string | undefined> {
  const pages = paginateListUserPoolClients({ client: cognito.sdk() }, { UserPoolId, MaxResults: 60 });
  for await (const { UserPoolClients = [] } of pages) {
    const found = UserPoolClients.find(({ ClientName }) => ClientName === name);
    if (found) return found.ClientId;
  }
  return undefined;
}

async function newClient(cognito: Cognito, UserPoolId: string, ClientName: string): Promise<string> {
  const made = await cognito.sdk().send(
    new CreateUserPoolClientCommand({
      ...{ UserPoolId, ClientName },
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  );
  return made.UserPoolClient?.ClientId ?? '';
}

export function openCognito(settings: AwsSettings, limits?: CallLimits): Cognito {
  const client = lazily(() =>
    throwingOurErrors(
      takingTurns(new CognitoIdentityProviderClient(sdkOptions(settings, limits))),
      'Cognito',
      [GROUP_EXISTS],
    ),
  );
  return { sdk: client.get, close: () => client.made?.destroy() };
}
