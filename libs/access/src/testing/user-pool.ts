import { randomUUID } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { openCognito } from '@dataforge/clients/cognito';

/** Cognito's access tokens live for five minutes at least. */
export const SHORTEST_SECONDS = 300;
const PASSWORD = 'Correct-horse-7';

/** A user pool of Cognito's with one client, and tokens of its users. */
export async function openUserPool(access: Parameters<typeof openCognito>[0]) {
  const sdk = openCognito(access).sdk();
  const pool = await sdk.send(new CreateUserPoolCommand({ PoolName: randomUUID() }));
  const UserPoolId = pool.UserPool?.Id ?? '';
  const newClient = async () => {
    const made = await sdk.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: randomUUID(),
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AccessTokenValidity: SHORTEST_SECONDS / 60,
        TokenValidityUnits: { AccessToken: 'minutes' },
      }),
    );
    return made.UserPoolClient?.ClientId ?? '';
  };
  const clientId = await newClient();
  const users = new Set<string>();
  const groups = new Set<string>();

  /** The tokens of a user who is in these groups. */
  async function tokensFor(Username: string, names: readonly string[], ClientId = clientId) {
    if (!users.has(Username)) {
      await sdk.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
      const Password = PASSWORD;
      await sdk.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
    }
    users.add(Username);
    for (const GroupName of names) {
      if (!groups.has(GroupName)) await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName }));
      groups.add(GroupName);
      await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    }
    const { AuthenticationResult } = await sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD },
      }),
    );
    return { access: AuthenticationResult?.AccessToken ?? '', id: AuthenticationResult?.IdToken ?? '' };
  }
  return { userPoolId: UserPoolId, clientId, newClient, tokensFor };
}
