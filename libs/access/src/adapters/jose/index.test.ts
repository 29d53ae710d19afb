import { createHmac, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { simulatedClock } from '@dataforge/testkit';
import { accessContract } from '../../testing/index.ts';
import { AUDIENCE, BUILT_IN_ISSUER, builtInIssuer, configuredVerifier } from './index.ts';
import { issuerKey } from './key-file.ts';

const T0 = Date.UTC(2026, 10, 23);
let keyDir: string;
beforeEach(() => (keyDir = join(mkdtempSync(join(tmpdir(), 'access-')), 'keys')));
afterEach(() => rmSync(join(keyDir, '..'), { recursive: true }));

accessContract('built-in', async () => {
  const clock = simulatedClock(T0);
  const issuer = builtInIssuer({ clock }, { keyDir });
  return { issuer, verifier: issuer, advance: clock.advance };
});

const signed = (claims: object, header: object = { alg: 'EdDSA' }) => {
  const all = {
    iss: BUILT_IN_ISSUER,
    aud: AUDIENCE,
    sub: 's',
    exp: T0 / 1_000 + 60,
    roles: ['admin'],
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader(header as { alg: string }).sign(issuerKey(keyDir));
};
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the built-in issuer', () => {
  const verify = (token: string) => builtInIssuer({ clock: simulatedClock(T0) }, { keyDir }).verify(token);

  it.each([
    ['another issuer', { iss: 'https://elsewhere' }, 'claims'],
    ['another audience', { aud: 'elsewhere' }, 'claims'],
    ['no expiry', { exp: undefined }, 'claims'],
    ['no subject', { sub: undefined }, 'claims'],
    ['an empty subject', { sub: '' }, 'claims'],
    ['a subject that is no text', { sub: 7 }, 'claims'],
    ['a time to come', { nbf: T0 / 1_000 + 30 }, 'not-yet-valid'],
  ])('refuses a token with %s', async (_name, claims, reason) => {
    expect(await verify(await signed(claims))).toMatchObject({ ok: false, error: { reason } });
  });

  it('refuses a token without a signature, and one signed with the public key as a secret', async () => {
    const payload = base64url({
      iss: BUILT_IN_ISSUER,
      aud: AUDIENCE,
      sub: 's',
      exp: T0 / 1_000 + 60,
      roles: ['admin'],
    });
    const unsigned = `${base64url({ alg: 'none' })}.${payload}.`;
    expect(await verify(unsigned)).toMatchObject({ ok: false });
    const pem = createPublicKey(issuerKey(keyDir)).export({ type: 'spki', format: 'pem' });
    const confused = `${base64url({ alg: 'HS256' })}.${payload}`;
    const mac = createHmac('sha256', pem).update(confused).digest('base64url');
    expect(await verify(`${confused}.${mac}`)).toMatchObject({ ok: false, error: { reason: 'signature' } });
  });

  it('keeps its key to its owner, and the same key for all who come', async () => {
    const [one, other] = [issuerKey(keyDir), issuerKey(keyDir)];
    expect(one.export({ format: 'jwk' })).toEqual(other.export({ format: 'jwk' }));
    expect(statSync(join(keyDir, 'issuer.pem')).mode & 0o777).toBe(0o600);
  });

  it('publishes no private part', () => {
    const text = JSON.stringify(builtInIssuer({ clock: simulatedClock(T0) }, { keyDir }).jwks());
    expect(text).toContain('"x"');
    expect(text).not.toContain('"d"');
  });
});

describe('a configured issuer', () => {
  it('is trusted by the keys it publishes, and asked for patience while it is away', async () => {
    const clock = simulatedClock(T0);
    const issuer = builtInIssuer({ clock }, { keyDir });
    const server = createServer((_request, response) => response.end(JSON.stringify(issuer.jwks())));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const settings = { issuer: BUILT_IN_ISSUER, audience: AUDIENCE, jwksUrl, rolesClaim: 'groups' };
    const { kid } = (issuer.jwks() as { keys: { kid: string }[] }).keys[0] as { kid: string };
    const token = await signed({ groups: ['viewer', 7] }, { alg: 'EdDSA', kid });
    expect(await configuredVerifier({ clock }, settings).verify(token)).toEqual({
      ok: true,
      value: { subject: 's', roles: ['viewer'], expiresAt: T0 + 60_000 },
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await configuredVerifier({ clock }, settings).verify(token)).toMatchObject({
      ok: false,
      error: { reason: 'keys-unavailable' },
    });
  });
});

describe('a configured issuer that is found by discovery', () => {
  it('is asked where its keys are until it says, and not believed about another', async () => {
    const clock = simulatedClock(T0);
    const issuer = builtInIssuer({ clock }, { keyDir });
    let document: object | undefined;
    const server = createServer((request, response) => {
      const found = request.url === '/jwks' ? issuer.jwks() : document;
      response.writeHead(found ? 200 : 503).end(JSON.stringify(found ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { kid } = (issuer.jwks() as { keys: { kid: string }[] }).keys[0] as { kid: string };
    const token = await signed({ iss: url }, { alg: 'EdDSA', kid });
    const verifier = configuredVerifier({ clock }, { issuer: url, audience: AUDIENCE, rolesClaim: 'roles' });
    const away = { ok: false, error: { reason: 'keys-unavailable' } };
    try {
      expect(await verifier.verify(token)).toMatchObject(away);
      document = { issuer: 'https://elsewhere', jwks_uri: `${url}/jwks` };
      expect(await verifier.verify(token)).toMatchObject(away);
      document = { issuer: url, jwks_uri: `${url}/jwks` };
      expect(await verifier.verify(token)).toMatchObject({
        ok: true,
        value: { subject: 's', roles: ['admin'] },
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
