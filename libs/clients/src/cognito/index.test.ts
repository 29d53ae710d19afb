import { ListGroupsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { ensureUserPool, openCognito } from './index.ts';

describeWithMinistack('a user pool that is to be there', (access) => {
  it('is made with its client and groups, once', async () => {
    const cognito = openCognito(access());
    const wanted = { name: 'house', groups: ['viewer', 'admin'] };

    const made = await ensureUserPool(cognito, wanted);
    const found = await ensureUserPool(cognito, { ...wanted, groups: ['viewer', 'operator'] });

    expect(found).toEqual(made);
    expect([made.userPoolId, made.clientId]).not.toContain('');
    const { Groups = [] } = await cognito.sdk().send(new ListGroupsCommand({ UserPoolId: made.userPoolId }));
    expect(Groups.map(({ GroupName }) => GroupName).sort()).toEqual(['admin', 'operator', 'viewer']);
    cognito.close();
  });
});
