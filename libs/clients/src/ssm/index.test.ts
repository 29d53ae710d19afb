import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
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

  it('are read one by one too, and put as secrets', async () => {
    const ssm = openSsm(access());
    await ssm.putSecret('/one/secret', 'before');
    await ssm.putSecret('/one/secret', 'not told');

    expect([await ssm.parameter('/one/secret'), await ssm.parameter('/one')]).toEqual([
      'not told',
      undefined,
    ]);
    const stored = await ssm.sdk().send(new GetParameterCommand({ Name: '/one/secret' }));
    expect([stored.Parameter?.Type, stored.Parameter?.Value]).not.toContain('not told');
    expect(stored.Parameter?.Type).toBe('SecureString');
    ssm.close();
  });

  it('are put where their value is another, and else keep their version', async () => {
    const ssm = openSsm(access());
    const version = async (Name: string) =>
      (await ssm.sdk().send(new GetParameterCommand({ Name }))).Parameter?.Version;
    await ssm.put(
      '/put',
      new Map([
        ['a/x', '1'],
        ['b', '1'],
      ]),
    );
    await ssm.put(
      '/put',
      new Map([
        ['a/x', '1'],
        ['b', '2'],
      ]),
    );

    expect([await version('/put/a/x'), await version('/put/b')]).toEqual([1, 2]);
    expect(await ssm.parametersBelow('/put')).toEqual(
      new Map([
        ['a/x', '1'],
        ['b', '2'],
      ]),
    );
    ssm.close();
  });
});
