import { DAY_MS } from '@dataforge/kernel';
import { at, meterBatch, meterRow, T0, type MeterLake } from './meter-lake.ts';

/** What is left when retention has passed: of `meterProduct` silver is kept 30 days. */
export function retentionCases(lake: MeterLake): void {
  const expire = (now: number) => lake.store.expire('meter', now);

  describe('retention', () => {
    it('expires silver by event time and moves the fates of what went', async () => {
      const rows = [
        meterRow({ position: at(1), reading: 5 }),
        meterRow({ position: at(2), reading: 5, eventTime: T0 + 20 * DAY_MS }),
      ];
      await lake.commit(meterBatch(rows, 3));
      expect(await expire(T0 + 31 * DAY_MS)).toMatchObject({ silver: 1 });
      expect(await lake.fateTotals()).toEqual({ refined: 1, expired: 1 });
    });
  });
}
