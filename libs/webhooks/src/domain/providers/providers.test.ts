import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { sign } from '@octokit/webhooks-methods';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { github } from './github.ts';
import { standardWebhooks } from './standard-webhooks.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const GITHUB = 'It is a secret to everybody';
const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const SECONDS = String(NOW / 1_000);

/** A body and one bit of it. The vendors sign texts. */
const bodies = fc.string({ unit: 'binary', maxLength: 400 }).map((text) => Buffer.from(text, 'utf8'));
const flipped = (body: Buffer, bit: number): Buffer => {
  const other = Buffer.from(body.length > 0 ? body : [0]);
  const at = bit % (other.length * 8);
  other[at >> 3] = (other[at >> 3] as number) ^ (1 << (at & 7));
  return other;
};

const githubHeaders = async (body: Buffer) => ({
  'x-github-delivery': 'g-1',
  'x-hub-signature-256': await sign(GITHUB, body.toString('utf8')),
});

const standardHeaders = (body: Buffer, secret = secretOf(1), id = 's-1') => ({
  'webhook-id': id,
  'webhook-timestamp': SECONDS,
  'webhook-signature': new Webhook(secret).sign(id, new Date(NOW), body.toString('utf8')),
});

describe('a signature', () => {
  it("of GitHub's own library holds for its body and for no other bit of it", async () => {
    await fc.assert(
      fc.asyncProperty(
        bodies.filter((body) => body.length > 0),
        fc.nat(),
        async (body, bit) => {
          const headers = await githubHeaders(body);
          expect(github.verify({ headers, body }, [GITHUB], NOW)).toEqual({
            ok: true,
            value: { deliveryId: 'g-1' },
          });
          expect(github.verify({ headers, body: flipped(body, bit) }, [GITHUB], NOW).ok).toBe(false);
        },
      ),
    );
  });

  it('of the Standard Webhooks library holds for its body and for no other bit of it', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (body, bit) => {
        const headers = standardHeaders(body);
        expect(standardWebhooks.verify({ headers, body }, [secretOf(1)], NOW).ok).toBe(true);
        expect(standardWebhooks.verify({ headers, body: flipped(body, bit) }, [secretOf(1)], NOW).ok).toBe(
          false,
        );
      }),
    );
  });

  it('of Ed25519 holds for its body and for no other bit of it', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const secrets = [`whpk_${raw.toString('base64')}`];
    fc.assert(
      fc.property(bodies, fc.nat(), (body, bit) => {
        const message = Buffer.concat([Buffer.from(`s-1.${SECONDS}.`), body]);
        const headers = {
          'webhook-id': 's-1',
          'webhook-timestamp': SECONDS,
          'webhook-signature': `v1a,${signWith(null, message, privateKey).toString('base64')}`,
        };
        expect(standardWebhooks.verify({ headers, body }, secrets, NOW).ok).toBe(true);
        expect(standardWebhooks.verify({ headers, body: flipped(body, bit) }, secrets, NOW).ok).toBe(false);
      }),
    );
  });

  it('of any other make is refused, and never thrown at', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.constantFrom('v1', 'v1a', 'v2', '').chain((v) => fc.string().map((s) => `${v},${s}`))),
        (id, signatures) => {
          const headers = {
            'webhook-id': id,
            'webhook-timestamp': SECONDS,
            'webhook-signature': signatures.join(' '),
            'x-hub-signature-256': signatures.join(' '),
          };
          const delivery = { headers, body: Buffer.from('{}') };
          const publicKey = `whpk_${Buffer.alloc(32, 255).toString('base64')}`;
          expect(standardWebhooks.verify(delivery, [secretOf(1), publicKey], NOW).ok).toBe(false);
          expect(github.verify(delivery, [GITHUB], NOW).ok).toBe(false);
        },
      ),
    );
  });
});

describe('the secrets of Standard Webhooks', () => {
  const body = Buffer.from('{"type":"paid"}');
  const holds = (headers: Record<string, string>, secrets: readonly string[]) =>
    standardWebhooks.verify({ headers, body }, secrets, NOW).ok;

  it('are both taken while one is rotated, until the old one is removed', () => {
    for (const fill of [1, 2])
      expect(holds(standardHeaders(body, secretOf(fill)), [secretOf(2), secretOf(1)])).toBe(true);
    expect(holds(standardHeaders(body, secretOf(1)), [secretOf(2)])).toBe(false);
  });

  it('are both signed with by a sender that rotates, and either one is enough', () => {
    const both = [1, 2].map((fill) => standardHeaders(body, secretOf(fill))['webhook-signature']).join(' ');
    const headers = { ...standardHeaders(body), 'webhook-signature': both };
    expect([1, 2, 3].map((fill) => holds(headers, [secretOf(fill)]))).toEqual([true, true, false]);
  });
});

describe('a delivery id', () => {
  it.each(['', ' ', 'a b', 'a\u0085', 'x'.repeat(201)])(
    'is no use as an event id when it is %j',
    async (id) => {
      const body = Buffer.from('{}');
      const headers = { ...(await githubHeaders(body)), 'x-github-delivery': id };
      expect(github.verify({ headers, body }, [GITHUB], NOW).ok).toBe(false);
      expect(
        standardWebhooks.verify({ headers: standardHeaders(body, secretOf(1), id), body }, [secretOf(1)], NOW)
          .ok,
      ).toBe(false);
    },
  );
});
