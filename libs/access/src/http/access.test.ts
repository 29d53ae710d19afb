import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from '@dataforge/http';
import { appAs } from '@dataforge/http/testing';
import { err } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { builtInIssuer } from '../adapters/jose/index.ts';
import { authenticate, type Authenticate } from '../index.ts';
import { accessRoutes, authenticationMiddleware } from './index.ts';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'access-http-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function open(given?: Authenticate) {
  const clock = simulatedClock(Date.UTC(2026, 10, 23));
  const issuer = builtInIssuer({ clock }, { keyDir: directory });
  const app = appAs(undefined);
  const sessions = { find: async () => undefined };
  const use = given ?? authenticate({ verifier: issuer, sessions });
  app.use(authenticationMiddleware({ authenticate: use, origins: [] }));
  app.get('/open', guard({ permission: 'public', rate: 'read' }), (c) =>
    c.text(c.get('principal')?.subject ?? 'nobody'),
  );
  app.get('/readings', guard({ permission: 'metrics:read', rate: 'read' }), (c) => c.text('read'));
  accessRoutes({ issuer })(app);
  const get = (path: string, authorization?: string) =>
    app.request(path, authorization === undefined ? {} : { headers: { authorization } });
  return { issuer, clock, get };
}

describe('authentication', () => {
  it('lets anybody in where nothing is needed, and asks for a token where something is', async () => {
    const { get } = open();
    expect(await (await get('/open')).text()).toBe('nobody');
    const refused = await get('/readings');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('knows who comes with a token, and what they may do', async () => {
    const { issuer, get } = open();
    const bearer = async (role: 'viewer' | 'producer') =>
      `Bearer ${await issuer.issue({ subject: role, roles: [role], ttlSeconds: 60 })}`;
    expect(await (await get('/open', await bearer('viewer'))).text()).toBe('viewer');
    expect((await get('/readings', await bearer('viewer'))).status).toBe(200);
    expect((await get('/readings', await bearer('producer'))).status).toBe(403);
  });

  it('refuses a token that is wrong or too old, even where none is needed, and says why', async () => {
    const { issuer, clock, get } = open();
    const token = await issuer.issue({ subject: 's', roles: ['viewer'], ttlSeconds: 60 });
    await clock.advance(61_000);
    for (const [authorization, reason] of [
      [`Bearer ${token}`, 'expired'],
      ['Bearer nonsense', 'malformed'],
      ['Bearer', 'malformed'],
    ] as const) {
      const refused = await get('/open', authorization);
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe(
        `Bearer error="invalid_token", error_description="${reason}"`,
      );
      expect(await refused.text()).not.toContain(token);
    }
  });

  it('takes no notice of another scheme: it may be for whoever stands before the server', async () => {
    const { get } = open();
    for (const authorization of ['Basic YTpi', 'Bearers of news', 'nonsense']) {
      expect(await (await get('/open', authorization)).text()).toBe('nobody');
      const refused = await get('/readings', authorization);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
  });

  it("asks to come back when the issuer's keys are away, since the token may be good", async () => {
    const { get } = open(async () => err({ reason: 'keys-unavailable', detail: 'Try again.' }));
    const refused = await get('/open', 'Bearer a.b.c');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  });
});

describe('what the built-in issuer publishes', () => {
  it('is its public key, and where that is', async () => {
    const { issuer, get } = open();
    const about = (await (
      await get('http://127.0.0.1:4000/.well-known/openid-configuration')
    ).json()) as object;
    expect(about).toMatchObject({
      issuer: issuer.issuer,
      jwks_uri: 'http://127.0.0.1:4000/.well-known/jwks.json',
    });
    expect(await (await get('/.well-known/jwks.json')).json()).toEqual(issuer.jwks());
  });
});
