import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { openSsm } from './index.ts';

describeWithMinistack('parameters of SSM', (access) => {
  it('are read below a path, secrets and all, and no others', async () => {
    const ssm = openSsm(access());
    const put = (Name: string, Value: string, Type: 'String' | 'SecureString' = 'String') =>
      ssm.sdk().send(new PutParameterCommand({ Name, Value, Type }));
    const many = Array.from({ length: 23 }, (_, n) => `many/p${String(n).padStart(2, '0')}`);
    for (const name of many) await put(`/app/test/${name}`, name);
    await put('/app/test/port', '5000');
    await put('/app/test/webhooks/secret', 'not told', 'SecureString');
    await put('/app/tester/port', '6000');

    const found = await ssm.parametersBelow('/app/test');

    expect([...found].sort()).toEqual(
      [...many.map((name) => [name, name]), ['port', '5000'], ['webhooks/secret', 'not told']].sort(),
    );
    expect(await ssm.parametersBelow('/nothing')).toEqual(new Map());
    ssm.close();
  });
});
