import { DAY_MS, HOUR_MS, MINUTE_MS, systemSecrets } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memorySessionStore } from '../adapters/memory/index.ts';
import type { SessionStore } from '../ports/session-store.ts';
import { sessions } from './sessions.ts';

const NOW = Date.UTC(2026, 10, 23);

function open() {
  const clock = simulatedClock(NOW);
  const kept: unknown[] = [];
  const store = memorySessionStore({ clock });
  /** The store, and all that was ever given to it. */
  const watched = Object.fromEntries(
    Object.entries(store).map(([name, act]) => [
      name,
      (...args: unknown[]) => {
        kept.push(name, args);
        return (act as (...given: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as SessionStore;
  const use = sessions({ store: watched, clock, secrets: systemSecrets });
  const signedIn = async (previous?: string) => {
    const { code } = await use.issueCode({ subject: 'ada', role: 'operator' });
    const result = await use.signIn(code, previous);
    if (!result.ok) throw new Error('the code was refused');
    return { code, ...result.value };
  };
  return { clock, use, kept, signedIn };
}

describe('a sign-in code', () => {
  it('is swapped for a session once', async () => {
    const { use, signedIn } = open();
    const { code, secret, session } = await signedIn();
    expect(session).toEqual({ subject: 'ada', roles: ['operator'], startedAt: NOW, seenAt: NOW });
    expect(await use.find(secret)).toEqual(session);
    expect(await use.signIn(code, undefined)).toEqual({ ok: false, error: 'unknown-code' });
  });

  it('is good for ten minutes', async () => {
    const { use, clock } = open();
    const { code, expiresAt } = await use.issueCode({ subject: 'ada', role: 'operator' });
    expect(expiresAt).toBe(NOW + 10 * MINUTE_MS);
    await clock.advance(10 * MINUTE_MS);
    expect((await use.signIn(code, undefined)).ok).toBe(false);
  });

  it('has 256 bits, as has the secret it is swapped for, and the store is given neither', async () => {
    const { use, kept, signedIn } = open();
    const { code, secret } = await signedIn();
    await use.find(secret);
    await use.signOut(secret);
    for (const value of [code, secret]) {
      expect(Buffer.from(value, 'base64url')).toHaveLength(32);
      expect(JSON.stringify(kept)).not.toContain(value);
    }
    expect(kept).toContain('remove');
  });
});

describe('a session', () => {
  it('has a new secret at each sign-in, and the one before ends', async () => {
    const { use, signedIn } = open();
    const first = await signedIn();
    const second = await signedIn(first.secret);
    expect(second.secret).not.toBe(first.secret);
    expect(await use.find(first.secret)).toBeUndefined();
    expect(await use.find(second.secret)).toBeDefined();
  });

  it('goes on while it is used, and ends after twelve hours without a request', async () => {
    const { use, clock, signedIn } = open();
    const { secret } = await signedIn();
    await clock.advance(11 * HOUR_MS);
    expect(await use.find(secret)).toMatchObject({ seenAt: NOW + 11 * HOUR_MS });
    await clock.advance(11 * HOUR_MS);
    expect(await use.find(secret)).toBeDefined();
    await clock.advance(12 * HOUR_MS);
    expect(await use.find(secret)).toBeUndefined();
  });

  it('ends after seven days, however much it is used', async () => {
    const { use, clock, signedIn } = open();
    const { secret } = await signedIn();
    for (let at = 0; at < 7 * DAY_MS - HOUR_MS; at += HOUR_MS) {
      expect(await use.find(secret)).toBeDefined();
      await clock.advance(HOUR_MS);
    }
    await clock.advance(HOUR_MS);
    expect(await use.find(secret)).toBeUndefined();
  });

  it('is written once a minute at the most', async () => {
    const { use, clock, kept, signedIn } = open();
    const { secret } = await signedIn();
    for (let n = 0; n < 120; n += 1) {
      await clock.advance(1_000);
      await use.find(secret);
    }
    expect(kept.filter((entry) => entry === 'see')).toHaveLength(2);
  });

  it('ends when its browser signs out', async () => {
    const { use, signedIn } = open();
    const { secret } = await signedIn();
    await use.signOut(secret);
    expect(await use.find(secret)).toBeUndefined();
  });
});
