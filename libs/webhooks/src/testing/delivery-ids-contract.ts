import type { DeliveryIds } from '../index.ts';

export interface OpenDeliveryIds {
  readonly ids: DeliveryIds;
  /** What is too old is gone without `prune`. */
  readonly forgetsByItself?: boolean;
  advance(ms: number): Promise<void>;
  reopen?(): Promise<DeliveryIds>;
  close(): Promise<void>;
}

const DAY = 86_400_000;

/** What every memory of delivery ids does. */
export function deliveryIdsContract(adapter: string, open: () => Promise<OpenDeliveryIds>): void {
  describe(`DeliveryIds contract: ${adapter}`, () => {
    let opened: OpenDeliveryIds;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());

    it('has seen what it remembers, and nothing else', async () => {
      await opened.ids.remember('github/a/1');
      expect(await opened.ids.seen('github/a/1')).toBe(true);
      expect(await opened.ids.seen('github/a/2')).toBe(false);
    });

    it('remembers for seven days and prunes what is older', async () => {
      await opened.ids.remember('old');
      await opened.advance(6.9 * DAY);
      await opened.ids.remember('young');
      expect(await opened.ids.prune()).toBe(0);
      await opened.advance(0.2 * DAY);
      expect(await opened.ids.prune()).toBe(opened.forgetsByItself ? 0 : 1);
      expect([await opened.ids.seen('old'), await opened.ids.seen('young')]).toEqual([false, true]);
    });

    it('counts from the last time it was told', async () => {
      await opened.ids.remember('again');
      await opened.advance(5 * DAY);
      await opened.ids.remember('again');
      await opened.advance(3 * DAY);
      await opened.ids.prune();
      expect(await opened.ids.seen('again')).toBe(true);
    });

    it('remembers over a restart', async () => {
      if (!opened.reopen) return;
      await opened.ids.remember('github/a/1');
      expect(await (await opened.reopen()).seen('github/a/1')).toBe(true);
    });
  });
}
