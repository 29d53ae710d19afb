import type { TokenIssuer, TokenVerifier } from '../index.ts';

export * from './session-store-contract.ts';

export interface OpenAccess {
  readonly issuer: TokenIssuer;
  readonly verifier: TokenVerifier;
  advance(ms: number): Promise<void>;
}

/** What every issuer and the verifier that trusts it do together. */
export function accessContract(adapter: string, open: () => Promise<OpenAccess>): void {
  describe(`TokenIssuer and TokenVerifier contract: ${adapter}`, () => {
    const request = { subject: 'press-line', roles: ['producer', 'viewer'] as const, ttlSeconds: 60 };

    it('takes what it issued', async () => {
      const { issuer, verifier } = await open();
      const identity = {
        subject: 'press-line',
        roles: ['producer', 'viewer'],
        expiresAt: expect.any(Number) as number,
      };
      const token = await issuer.issue(request);
      expect(await verifier.verify(token)).toEqual({ ok: true, value: identity });
      expect(await verifier.verify(token)).toEqual({ ok: true, value: identity });
    });

    it('refuses it once it has expired, also when it was taken before', async () => {
      const { issuer, verifier, advance } = await open();
      const token = await issuer.issue(request);
      await verifier.verify(token);
      await advance(61_000);
      expect(await verifier.verify(token)).toMatchObject({ ok: false, error: { reason: 'expired' } });
    });

    it.each([0, 1, 2])('refuses it with its part %i tampered with', async (part) => {
      const { issuer, verifier } = await open();
      const parts = (await issuer.issue(request)).split('.');
      const text = parts[part] as string;
      const middle = Math.floor(text.length / 2);
      parts[part] = text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1);
      expect(await verifier.verify(parts.join('.'))).toMatchObject({ ok: false });
    });

    it.each(['', 'x', 'a.b.c', 'x'.repeat(10_000)])('refuses what is no token', async (token) => {
      expect(await (await open()).verifier.verify(token)).toMatchObject({
        ok: false,
        error: { reason: 'malformed' },
      });
    });
  });
}
