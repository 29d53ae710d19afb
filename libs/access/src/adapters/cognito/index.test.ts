import { startFaultProxy } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import type { TokenIssuer } from '../../ports/token-issuer.ts';
import { accessContract } from '../../testing/index.ts';
import { openUserPool, SHORTEST_SECONDS } from '../../testing/user-pool.ts';
import { cognitoVerifier, type CognitoSettings } from './index.ts';

describeWithMinistack('on Cognito', (access) => {
  async function openPool() {
    const { userPoolId, clientId, newClient, tokensFor } = await openUserPool(access());
    const clock = simulatedClock(Date.now());
    const verifierWith = (rest: Partial<CognitoSettings> = {}) =>
      cognitoVerifier({ clock }, { userPoolId, clientIds: [clientId], endpoint: access().endpoint, ...rest });
    return { clock, clientId, newClient, tokensFor, verifierWith };
  }

  accessContract('cognito', async () => {
    const { clock, tokensFor, verifierWith } = await openPool();
    const issuer: TokenIssuer = {
      issuer: 'the pool',
      issue: async ({ subject, roles }) => (await tokensFor(subject, roles)).access,
      jwks: () => ({ keys: [] }),
    };
    // A token of a minute is one of five.
    const advance = (ms: number) => clock.advance((ms * SHORTEST_SECONDS) / 60);
    return { issuer, verifier: verifierWith(), advance };
  });

  it('maps groups to roles, and knows no other groups', async () => {
    const { tokensFor, verifierWith } = await openPool();
    const token = (await tokensFor('ada', ['Data Ops', 'viewer', 'Sales', 'constructor'])).access;
    expect(await verifierWith({ roleOfGroup: { 'Data Ops': 'operator' } }).verify(token)).toMatchObject({
      ok: true,
      value: { subject: 'ada', roles: ['operator', 'viewer'] },
    });
  });

  it('takes no token of another kind, client or pool', async () => {
    const { newClient, tokensFor, verifierWith } = await openPool();
    const tokens = await tokensFor('ada', ['viewer']);
    const others = await tokensFor('ada', [], await newClient());
    const elsewhere = await (await openPool()).tokensFor('ada', ['admin']);
    for (const token of [tokens.id, others.access, elsewhere.access])
      expect(await verifierWith().verify(token)).toMatchObject({ ok: false, error: { reason: 'claims' } });
  });

  it('takes no token that another key signed', async () => {
    const { tokensFor, verifierWith } = await openPool();
    const [header = '', payload = ''] = (await tokensFor('ada', ['viewer'])).access.split('.');
    const forged = `${header}.${payload}.${Buffer.from('x'.repeat(256)).toString('base64url')}`;
    expect(await verifierWith().verify(forged)).toMatchObject({ error: { reason: 'signature' } });
  });

  it('reads the keys once, and says so where they cannot be read', async () => {
    const { tokensFor, verifierWith } = await openPool();
    const tokens = [await tokensFor('ada', ['viewer']), await tokensFor('grace', ['viewer'])];
    const proxy = await startFaultProxy(access().endpoint);
    proxy.set(({ n }) => (n === 1 ? { kind: 'refused', status: 503 } : undefined));
    const verifier = verifierWith({ endpoint: proxy.endpoint });

    expect(await verifier.verify(tokens[0]?.access ?? '')).toMatchObject({
      error: { reason: 'keys-unavailable' },
    });
    for (const token of tokens) expect(await verifier.verify(token.access)).toMatchObject({ ok: true });
    expect(proxy.requests.map(({ path }) => path)).toEqual([
      expect.stringMatching(/jwks\.json$/),
      expect.stringMatching(/jwks\.json$/),
    ]);
    await proxy.stop();
  });
});
