import { HOUR_MS, type Clock } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import type { ConnectionStore, HeldConnection } from '../ports/connection-store.ts';

export interface OpenConnectionStore {
  readonly store: ConnectionStore;
  readonly close: () => Promise<void>;
  /** Closes and opens the same data again, for stores that outlive their process. */
  readonly reopen?: () => Promise<ConnectionStore>;
}

const NOW = Date.UTC(2026, 10, 23);

const connection = (id: string, rest: Partial<HeldConnection> = {}): HeldConnection => ({
  id,
  subject: 'ada',
  connectedAt: NOW,
  expiresAt: NOW + HOUR_MS,
  ...rest,
});

/** What every store of connections keeps to; `open` gives a fresh one each time. */
export function connectionStoreContract(
  adapterName: string,
  open: (clock: Clock) => Promise<OpenConnectionStore>,
): void {
  describe(`connection store: ${adapterName}`, () => {
    let opened: OpenConnectionStore;
    let store: ConnectionStore;
    let clock: ReturnType<typeof simulatedClock>;
    beforeEach(async () => {
      clock = simulatedClock(NOW);
      opened = await open(clock);
      store = opened.store;
    });
    afterEach(() => opened.close());
    const followers = async (topic: string) => {
      const ids: string[] = [];
      for await (const id of store.followers(topic)) ids.push(id);
      return ids.sort();
    };

    it('gives a connection back as it came, and counts those of a subject', async () => {
      await store.add(connection('a='));
      await store.add(connection('b='));
      await store.add(connection('c=', { subject: 'ad' }));
      await store.add(connection('c=', { subject: 'ad' }));

      expect(await store.get('a=')).toEqual(connection('a='));
      expect(await store.get('d=')).toBeUndefined();
      expect(await Promise.all(['ada', 'ad', 'a'].map((one) => store.countOf(one)))).toEqual([2, 1, 0]);
    });

    it('knows who follows what, until they follow it no more', async () => {
      for (const id of ['a', 'b']) await store.add(connection(id));
      expect(await store.follow('a', ['kpi:x', 'alerts'])).toBe(true);
      expect(await store.follow('b', ['alerts'])).toBe(true);
      expect(await store.follow('a', ['alerts'])).toBe(true);

      expect(await followers('alerts')).toEqual(['a', 'b']);
      expect(await followers('kpi:x')).toEqual(['a']);
      expect(await followers('kpi:')).toEqual([]);
      expect(await store.followedBy('a')).toEqual(['alerts', 'kpi:x']);

      await store.unfollow('a', ['alerts', 'ledger']);
      expect(await followers('alerts')).toEqual(['b']);
      expect(await store.followedBy('a')).toEqual(['kpi:x']);
    });

    it('lets a connection follow all that one may', async () => {
      await store.add(connection('a'));
      const topics = Array.from({ length: 64 }, (_, n) => `kpi:${String(n).padStart(2, '0')}`);
      expect(await store.follow('a', topics)).toBe(true);
      expect(await store.followedBy('a')).toEqual(topics);
      await store.unfollow('a', topics);
      expect(await store.followedBy('a')).toEqual([]);
    });

    it('forgets a connection whole, and lets one that is gone follow nothing', async () => {
      for (const id of ['a', 'b']) {
        await store.add(connection(id));
        await store.follow(id, ['alerts', 'kpi:x']);
      }
      await store.remove('a');
      await store.remove('a');

      expect(await store.get('a')).toBeUndefined();
      expect(await store.countOf('ada')).toBe(1);
      expect(await store.followedBy('a')).toEqual([]);
      expect(await followers('alerts')).toEqual(['b']);
      expect(await store.follow('a', ['alerts'])).toBe(false);
      expect(await followers('alerts')).toEqual(['b']);
    });

    it('takes a connection of the same id for a new one', async () => {
      await store.add(connection('a'));
      await store.follow('a', ['alerts']);
      await store.add(connection('a', { subject: 'grace' }));

      expect(await store.followedBy('a')).toEqual([]);
      expect(await followers('alerts')).toEqual([]);
      expect([await store.countOf('ada'), await store.countOf('grace')]).toEqual([0, 1]);
    });

    it('leaves no follower behind that is removed while it begins to follow', async () => {
      for (let n = 0; n < 8; n += 1) {
        await store.add(connection(`a${n}`));
        const [followed] = await Promise.all([
          store.follow(`a${n}`, ['alerts', 'kpi:x']),
          store.remove(`a${n}`),
        ]);
        expect(typeof followed).toBe('boolean');
      }
      expect(await followers('alerts')).toEqual([]);
      expect(await followers('kpi:x')).toEqual([]);
    });

    it('holds a connection for gone once it has expired', async () => {
      await store.add(connection('a'));
      await store.add(connection('b', { expiresAt: NOW + 2 * HOUR_MS }));
      for (const id of ['a', 'b']) await store.follow(id, ['alerts']);
      await clock.advance(HOUR_MS);

      expect(await store.get('a')).toBeUndefined();
      expect(await store.countOf('ada')).toBe(1);
      expect(await followers('alerts')).toEqual(['b']);
      expect(await store.follow('a', ['kpi:x'])).toBe(false);
    });

    it('still has everything after it was opened again', async () => {
      if (!opened.reopen) return;
      await store.add(connection('a'));
      await store.follow('a', ['alerts']);

      store = await opened.reopen();

      expect(await store.get('a')).toEqual(connection('a'));
      expect(await followers('alerts')).toEqual(['a']);
    });
  });
}
