import { guard, type RateClass } from '@dataforge/http';
import { appAs } from '@dataforge/http/testing';
import { simulatedClock } from '@dataforge/testkit';
import { rateLimits } from './index.ts';

const NOW = Date.UTC(2026, 10, 23);

/** An app that believes what its requests say of themselves: `x-who: subject role role`. */
function open(rate: RateClass) {
  const clock = simulatedClock(NOW);
  const app = appAs(undefined);
  app.use(rateLimits({ clock, addressOf: ({ req }) => req.header('x-address') ?? '' }));
  app.use((context, next) => {
    const [subject, ...roles] = context.req.header('x-who')?.split(' ') ?? [];
    if (subject !== undefined)
      context.set('principal', { subject, roles, permissions: new Set(), via: 'token', expiresAt: NOW });
    return next();
  });
  app.get('/', guard({ permission: 'public', rate }), (context) => context.text('here'));
  const get = (headers: Record<string, string>) => app.request('/', { headers });
  /** How many of these requests are admitted at once. */
  const admitted = async (headers: Record<string, string>, most: number) => {
    for (let n = 0; n < most; n += 1) if ((await get(headers)).status !== 200) return n;
    return most;
  };
  return { clock, get, admitted };
}

describe('rate limits', () => {
  it('refuse what is too much, say when to come back, and take it then', async () => {
    const { clock, get, admitted } = open('session');
    const nobody = { 'x-address': '192.0.2.1' };
    expect(await admitted(nobody, 100)).toBe(10);
    const refused = await get(nobody);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '1',
      'ratelimit-policy': '"session";q=10;w=2',
      ratelimit: '"session";r=0;t=1',
    });
    await clock.advance(1_000);
    expect(await admitted(nobody, 100)).toBe(5);
  });

  it('are for each address, and for each principal wherever they are', async () => {
    const { admitted } = open('session');
    await admitted({ 'x-address': '192.0.2.1' }, 100);
    expect(await admitted({ 'x-address': '192.0.2.2' }, 100)).toBe(10);
    expect(await admitted({ 'x-address': '192.0.2.1', 'x-who': 'ada viewer' }, 100)).toBe(40);
    expect(await admitted({ 'x-address': '192.0.2.2', 'x-who': 'ada viewer' }, 100)).toBe(0);
    expect(await admitted({ 'x-address': '192.0.2.1', 'x-who': 'eve viewer' }, 100)).toBe(40);
  });

  it('are those of the most generous role, and never less than those of nobody', async () => {
    const { admitted } = open('query');
    expect(await admitted({ 'x-who': 'a producer' }, 50)).toBe(20);
    expect(await admitted({ 'x-who': 'b producer viewer unknown' }, 50)).toBe(50);
    expect(await admitted({ 'x-who': 'c constructor' }, 50)).toBe(20);
  });

  it.each([
    ['500 reads a second', 'read', 'ada viewer', 500],
    ['20,000 events a second in batches of 10', 'ingest', 'line producer', 2_000],
  ] as const)('let pass %s of one principal, for as long as they come', async (_what, rate, who, each) => {
    const { clock, admitted } = open(rate);
    for (let seconds = 0; seconds < 4; seconds += 1) {
      expect(await admitted({ 'x-who': who }, each)).toBe(each);
      await clock.advance(1_000);
    }
  });
});
