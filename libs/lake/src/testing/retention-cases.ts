import { DAY_MS, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import { at, meterBatch, meterRow, T0, type MeterLake } from './meter-lake.ts';

/** What is left when retention has passed: of `meterProduct` silver is kept 30 days, gold 90. */
export function retentionCases(lake: MeterLake): void {
  const { silver, gold } = { silver: 30, gold: 90 };
  const expire = (now: number) => lake.store.expire('meter', now);
  /** The start of the day that holds T0. */
  const day = T0 - 12 * HOUR_MS;

  describe('retention', () => {
    it('expires silver by event time and moves the fates of what went', async () => {
      const rows = [
        meterRow({ position: at(1), reading: 5 }),
        meterRow({ position: at(2), reading: 5, eventTime: T0 + 20 * DAY_MS }),
      ];
      await lake.commit(meterBatch(rows, 3));
      expect(await expire(T0 + (silver + 1) * DAY_MS)).toMatchObject({ silver: 1 });
      expect(await lake.fateTotals()).toEqual({ refined: 1, expired: 1 });
    });

    it('expires whole days, so that no window of silver is kept in part', async () => {
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5, eventTime: day })], 2));
      expect(await expire(day + (silver + 1) * DAY_MS - 1)).toMatchObject({ silver: 0 });
      expect(await expire(day + (silver + 1) * DAY_MS)).toMatchObject({ silver: 1 });
    });

    it('keeps the ledger whole when an event expires that was dated ahead of its append', async () => {
      const rows = [
        meterRow({ position: at(1), reading: 5, eventTime: T0 }),
        meterRow({ position: at(2), reading: 5, eventTime: T0 + 10 * DAY_MS, appendedAt: T0 }),
      ];
      await lake.commit(meterBatch(rows, 3));
      for (let days = 0; days <= silver + 12; days += 1) {
        await expire(T0 + days * DAY_MS);
        await lake.store.refresh('meter', T0 + days * DAY_MS);
        expect(Object.values(await lake.fateTotals()).reduce((sum, n) => sum + n, 0)).toBe(2);
      }
      expect(await lake.fateTotals()).toEqual({ expired: 2 });
    });

    it('forgets the single fates of a minute when silver has nothing of it any more, and keeps their counts', async () => {
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      await lake.store.refresh('meter', T0 + MINUTE_MS);
      for (const days of [silver + 2, silver + 8]) {
        await expire(T0 + days * DAY_MS);
        await lake.store.refresh('meter', T0 + days * DAY_MS);
      }
      await expire(T0 + (silver + 9) * DAY_MS);
      expect(await lake.rows('pipeline.fates_meter')).toEqual([]);
      expect(await lake.fateTotals()).toEqual({ expired: 1 });
    });

    it('leaves what cannot be folded as it was, once silver has lost the rows behind it', async () => {
      const minute = [
        meterRow({ position: at(1), reading: 100, eventTime: T0 + 1_000 }),
        meterRow({ position: at(2), reading: 100, eventTime: T0 + 50_000 }),
      ];
      await lake.commit(meterBatch(minute, 3));
      await lake.store.refresh('meter', T0 + MINUTE_MS);
      const later = day + (silver + 1) * DAY_MS;
      await expire(later);
      // Read before its day had expired, and refined after.
      const late = meterRow({ position: at(3), reading: 1, eventTime: T0 + 55_000, appendedAt: later - 1 });
      await lake.commit(meterBatch([late], 4, 3, [], { watermark: later }));
      await lake.store.refresh('meter', later + HOUR_MS);
      expect(await lake.rows('gold.meter_minutes')).toMatchObject([{ count: 3, p95: 100 }]);
      await expire(later + HOUR_MS);
      expect(await lake.rows('pipeline.dirty')).toEqual([]);
      expect(await lake.fateTotals()).toEqual({ expired: 3 });
    });

    it('takes a late event in at the edge of what silver keeps', async () => {
      const minute = [
        meterRow({ position: at(1), reading: 100, eventTime: T0 + 1_000 }),
        meterRow({ position: at(2), reading: 1, eventTime: T0 + 50_000 }),
      ];
      await lake.commit(meterBatch(minute, 3));
      await lake.store.refresh('meter', T0 + MINUTE_MS);
      const edge = T0 + silver * DAY_MS + 30_000;
      await expire(edge);
      const late = meterRow({ position: at(3), reading: 1, eventTime: T0 + 55_000, appendedAt: edge });
      await lake.commit(meterBatch([late], 4, 3));
      await lake.store.refresh('meter', edge + MINUTE_MS);
      const [row] = await lake.rows('gold.meter_minutes');
      expect(row).toMatchObject({ count: 3 });
      expect(row?.['p95']).toBeCloseTo(90.1, 9);
    });

    it('expires gold by event time, windows and newest rows alike', async () => {
      const rows = [
        meterRow({ position: at(1), reading: 5, meter: 'gone' }),
        meterRow({ position: at(2), reading: 5, meter: 'here', eventTime: T0 + 2 * DAY_MS }),
      ];
      await lake.commit(meterBatch(rows, 3));
      await expire(day + (gold + 1) * DAY_MS - 1);
      expect(await lake.rows('gold.meter_latest')).toHaveLength(2);
      await expire(day + (gold + 1) * DAY_MS);
      for (const table of ['gold.meter_minutes', 'gold.meter_hours', 'gold.meter_latest'])
        expect((await lake.rows(table)).map((row) => row['meter'])).toEqual(['here']);
    });
  });
}
