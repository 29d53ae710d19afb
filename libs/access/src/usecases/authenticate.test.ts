import { err, HOUR_MS, ok, systemSecrets } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memorySessionStore } from '../adapters/memory/index.ts';
import type { TokenVerifier } from '../ports/token-verifier.ts';
import { authenticate } from './authenticate.ts';
import { sessions } from './sessions.ts';

const NOW = Date.UTC(2026, 10, 23);

/** Takes tokens that are the names of roles. */
const verifier: TokenVerifier = {
  verify: async (token) =>
    token === 'bad'
      ? err({ reason: 'signature', detail: 'Not ours.' })
      : ok({ subject: 'bearer', roles: token.split('.'), expiresAt: NOW + 1 }),
};

async function open() {
  const clock = simulatedClock(NOW);
  const store = memorySessionStore({ clock });
  const use = sessions({ store, clock, secrets: systemSecrets });
  const { code } = await use.issueCode({ subject: 'ada', role: 'analyst' });
  const signedIn = await use.signIn(code, undefined);
  if (!signedIn.ok) throw new Error('the code was refused');
  return {
    clock,
    who: authenticate({ verifier, sessions: use }),
    secret: signedIn.value.secret,
  };
}

describe('authenticating', () => {
  it('finds nobody without a header or in another scheme, and refuses what is no token', async () => {
    const { who } = await open();
    for (const header of [undefined, 'Basic abc', ''])
      expect(await who(header)).toEqual({ ok: true, value: undefined });
    for (const header of ['Bearer', 'Bearer ', 'Bearer a b'])
      expect(await who(header)).toMatchObject({ ok: false, error: { reason: 'malformed' } });
  });

  it('gives the permissions of known roles and none for others', async () => {
    const { who } = await open();
    const caller = await who('Bearer producer.root.constructor');
    expect(caller).toMatchObject({
      value: { subject: 'bearer', permissions: new Set(['events:write']), via: 'token', expiresAt: NOW + 1 },
    });
  });

  it('knows who has a session until it ends, and nobody by a secret that is none', async () => {
    const { who, secret, clock } = await open();
    expect(await who(undefined, secret)).toMatchObject({
      value: { subject: 'ada', roles: ['analyst'], via: 'session', expiresAt: NOW + 12 * HOUR_MS },
    });
    expect(await who(undefined, 'guessed')).toEqual({ ok: true, value: undefined });
    await clock.advance(12 * HOUR_MS);
    expect(await who(undefined, secret)).toEqual({ ok: true, value: undefined });
  });

  it('goes by a bearer token alone where both are there', async () => {
    const { who, secret } = await open();
    expect(await who('Bearer viewer', secret)).toMatchObject({ value: { subject: 'bearer', via: 'token' } });
    for (const header of ['Bearer bad', 'Bearer', 'bearer a b'])
      expect(await who(header, secret)).toMatchObject({ ok: false });
  });

  it('goes by the session where the header is of another scheme', async () => {
    const { who, secret } = await open();
    for (const header of ['Basic abc', 'Bearers of news', ''])
      expect(await who(header, secret)).toMatchObject({ value: { subject: 'ada', via: 'session' } });
  });
});
