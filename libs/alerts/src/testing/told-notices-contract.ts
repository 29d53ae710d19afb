import { simulatedClock } from '@dataforge/testkit';
import { CLAIM_MS, type ToldNotices } from '../ports/told-notices.ts';

export interface OpenToldNotices {
  readonly told: ToldNotices;
  readonly close: () => Promise<void>;
  /** Closes and opens the same data again, for stores that outlive their process. */
  readonly reopen?: () => Promise<ToldNotices>;
}

type SimulatedClock = ReturnType<typeof simulatedClock>;

/** What every memory of told notices keeps to; `open` gives an empty one each time. */
export function toldNoticesContract(
  adapterName: string,
  open: (clock: SimulatedClock) => Promise<OpenToldNotices>,
): void {
  describe(`told notices: ${adapterName}`, () => {
    let clock: SimulatedClock;
    let opened: OpenToldNotices;
    beforeEach(async () => {
      clock = simulatedClock(1_800_000_000_000);
      opened = await open(clock);
    });
    afterEach(() => opened.close());

    it('gives a notice to one of several that claim it at once', async () => {
      const claims = await Promise.all(Array.from({ length: 12 }, () => opened.told.claim('a/opened/1')));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await opened.told.claim('a/opened/2')).toBe(true);
    });

    it('gives it to another after a while, unless it was told', async () => {
      await opened.told.claim('left');
      await opened.told.claim('told');
      await opened.told.confirm('told');
      await clock.advance(CLAIM_MS - 1);
      expect(await opened.told.claim('left')).toBe(false);
      await clock.advance(1);
      expect([await opened.told.claim('left'), await opened.told.claim('told')]).toEqual([true, false]);
      expect(await opened.told.claim('left')).toBe(false);
    });

    it('still knows what was told after it was opened again', async () => {
      if (!opened.reopen) return;
      await opened.told.claim('told');
      await opened.told.confirm('told');
      await clock.advance(CLAIM_MS);
      expect(await (await opened.reopen()).claim('told')).toBe(false);
    });
  });
}
