import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { errors, SignJWT } from 'jose';
import { simulatedClock } from '@dataforge/testkit';
import { jwtVerifier } from './verify.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const settings = { issuer: 'i', audience: 'a', algorithms: ['EdDSA'], rolesClaim: 'roles' };
const token = (sub: string) =>
  new SignJWT({ iss: 'i', aud: 'a', sub, exp: 60, roles: [] })
    .setProtectedHeader({ alg: 'EdDSA' })
    .sign(privateKey);

describe('verifying tokens', () => {
  it('checks the signature once, and forgets the token that was not used for longest', async () => {
    let checks = 0;
    const keys = async () => {
      checks += 1;
      return publicKey;
    };
    const { verify } = jwtVerifier({ keys, clock: simulatedClock(0) }, settings);
    const tokens = await Promise.all(Array.from({ length: 1_001 }, (_, n) => token(`s${n}`)));
    const [first = '', second = '', ...others] = tokens;
    const last = others.pop() ?? '';
    for (const one of [first, second, ...others]) await verify(one);
    expect(checks).toBe(1_000);
    await verify(first);
    await verify(last);
    expect(checks).toBe(1_001);
    await verify(first);
    expect(checks).toBe(1_001);
    await verify(second);
    expect(checks).toBe(1_002);
  });

  it('refuses a token that does not say which of several keys it was signed with', async () => {
    const keys = () => Promise.reject(new errors.JWKSMultipleMatchingKeys());
    const { verify } = jwtVerifier({ keys, clock: simulatedClock(0) }, settings);
    expect(await verify(await token('s'))).toMatchObject({ ok: false, error: { reason: 'signature' } });
  });

  it('throws what is a fault of its own, and takes a failed fetch for keys that are away', async () => {
    const broken = new TypeError('broken');
    const clock = simulatedClock(0);
    const away = jwtVerifier({ keys: () => Promise.reject(broken), clock }, settings);
    expect(await away.verify(await token('s'))).toMatchObject({ error: { reason: 'keys-unavailable' } });
    const misused = jwtVerifier({ keys: {} as KeyObject, clock }, settings);
    await expect(misused.verify(await token('s'))).rejects.toThrow(TypeError);
  });
});
