import { DAY_MS } from '@dataforge/kernel';
import type { Session, SessionStore, SignInGrant } from '../index.ts';
import { MOST_GRANTS, MOST_SESSIONS } from '../ports/session-store.ts';

export interface OpenSessionStore {
  readonly store: SessionStore;
  /** What its clock says at the start, ms since the epoch. */
  readonly now: number;
  reopen?(): Promise<SessionStore>;
  close(): Promise<void>;
}

/** What every store of sessions does. */
export function sessionStoreContract(adapter: string, open: () => Promise<OpenSessionStore>): void {
  describe(`SessionStore contract: ${adapter}`, () => {
    let opened: OpenSessionStore;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());

    const grant = (endsIn = 1_000): SignInGrant => ({
      subject: 's',
      roles: ['viewer'],
      expiresAt: opened.now + endsIn,
    });
    const session = (age = 0): Session => ({
      subject: 's',
      roles: ['viewer', 'analyst'],
      startedAt: opened.now - age,
      seenAt: opened.now - age,
    });
    const named = (n: number) => `hash-${String(n).padStart(4, '0')}`;

    it('gives a grant out once, also when several ask at once', async () => {
      await opened.store.addGrant('code', grant());
      const taken = await Promise.all([1, 2, 3].map(() => opened.store.takeGrant('code')));
      expect(taken.filter((one) => one !== undefined)).toEqual([grant()]);
      expect(await opened.store.takeGrant('code')).toBeUndefined();
    });

    it('finds the session it was given until that is removed', async () => {
      await opened.store.add('one', session());
      expect(await opened.store.find('one')).toEqual(session());
      expect(await opened.store.find('other')).toBeUndefined();
      await opened.store.remove('one');
      expect(await opened.store.find('one')).toBeUndefined();
    });

    it('notes a request with a session, and brings none back', async () => {
      await opened.store.add('one', session());
      await opened.store.see('one', opened.now + 5);
      await opened.store.see('gone', opened.now + 5);
      expect(await opened.store.find('one')).toEqual({ ...session(), seenAt: opened.now + 5 });
      expect(await opened.store.find('gone')).toBeUndefined();
    });

    it('makes room for a session by those that have ended, and else by the one that ends first', async () => {
      await opened.store.add('ended', session(8 * DAY_MS));
      await Promise.all(
        Array.from({ length: MOST_SESSIONS - 1 }, (_, n) => opened.store.add(named(n), session(n))),
      );
      expect(await opened.store.find('ended')).toBeUndefined();
      await opened.store.add('last', session());
      expect(await opened.store.find(named(MOST_SESSIONS - 2))).toEqual(session(MOST_SESSIONS - 2));
      await opened.store.add('one more', session());
      expect(await opened.store.find(named(MOST_SESSIONS - 2))).toBeUndefined();
      expect(await opened.store.find(named(MOST_SESSIONS - 3))).toEqual(session(MOST_SESSIONS - 3));
    });

    it('makes room for a grant in the same way', async () => {
      for (let n = 0; n <= MOST_GRANTS; n += 1) await opened.store.addGrant(named(n), grant(1_000 + n));
      expect(await opened.store.takeGrant(named(0))).toBeUndefined();
      expect(await opened.store.takeGrant(named(1))).toEqual(grant(1_001));
    });

    it('keeps sessions and grants over a restart', async () => {
      if (!opened.reopen) return;
      await opened.store.add('one', session());
      await opened.store.addGrant('code', grant());
      const again = await opened.reopen();
      expect(await again.find('one')).toEqual(session());
      expect(await again.takeGrant('code')).toEqual(grant());
    });
  });
}
