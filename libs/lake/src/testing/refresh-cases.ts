import { DAY_MS, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import { at, meterBatch, meterRow, T0, type MeterLake } from './meter-lake.ts';

const SECOND_MS = 1_000;

/** When the columns that cannot be folded are computed again. */
export function refreshCases(lake: MeterLake): void {
  const p95s = async (table: string) => (await lake.rows(table)).map((row) => row['p95']);
  const reading = (position: number, value: number, eventTime = T0) =>
    meterRow({ position: at(position), reading: value, eventTime });
  const refresh = (now: number) => lake.store.refresh('meter', now);

  describe('a model that is refreshed by the clock', () => {
    it('is computed again when its seconds have passed, and not before', async () => {
      await lake.commit(meterBatch([reading(1, 5)], 2));
      await refresh(T0);
      await lake.commit(meterBatch([reading(2, 25)], 3, 2));
      await refresh(T0 + 9 * SECOND_MS);
      expect(await p95s('gold.meter_minutes')).toEqual([5]);
      await refresh(T0 + 10 * SECOND_MS);
      expect(await p95s('gold.meter_minutes')).toEqual([24]);
    });

    it('is right in every window, however far apart they lie', async () => {
      const windows = Array.from({ length: 60 }, (_, n) => T0 + n * 25 * HOUR_MS);
      await lake.commit(
        meterBatch(
          windows.map((start, n) => reading(n, n, start)),
          60,
        ),
      );
      await lake.commit(
        meterBatch(
          windows.map((start, n) => reading(60 + n, n + 20, start)),
          120,
          60,
        ),
      );
      await refresh(T0);
      const computed = (await p95s('gold.meter_minutes')).map((p95) => Math.round(Number(p95)));
      expect(computed.sort((a, b) => a - b)).toEqual(windows.map((_, n) => n + 19));
    });

    it('goes on from a fold that a refresh overtook', async () => {
      const readings = (from: number, value: number) =>
        Array.from({ length: 5_000 }, (_, n) => reading(from + n, value));
      await lake.commit(meterBatch(readings(0, 1), 5_000));
      await Promise.all([refresh(T0), lake.commit(meterBatch(readings(5_000, 9), 10_000, 5_000))]);
      await refresh(T0 + 10 * SECOND_MS);
      expect(await lake.rows('gold.meter_minutes')).toMatchObject([{ count: 10_000, p95: 9 }]);
    });
  });

  describe('a model that is computed on close', () => {
    it('has nothing to say before the watermark has passed the end of the window', async () => {
      await lake.commit(meterBatch([reading(1, 5)], 2));
      await refresh(T0 + MINUTE_MS);
      expect(await p95s('gold.meter_hours')).toEqual([null]);
      await lake.commit(meterBatch([], 3, 2, [], { watermark: T0 + HOUR_MS - 1 }));
      await refresh(T0 + 2 * MINUTE_MS);
      expect(await p95s('gold.meter_hours')).toEqual([null]);
      await lake.commit(meterBatch([], 4, 3, [], { watermark: T0 + HOUR_MS }));
      await refresh(T0 + 3 * MINUTE_MS);
      expect(await p95s('gold.meter_hours')).toEqual([5]);
    });

    it('is computed without a close once nothing has come for five minutes', async () => {
      await lake.commit(meterBatch([reading(1, 5)], 2));
      await refresh(T0 + 5 * MINUTE_MS - 1);
      expect(await p95s('gold.meter_hours')).toEqual([null]);
      await refresh(T0 + 5 * MINUTE_MS);
      expect(await p95s('gold.meter_hours')).toEqual([5]);
    });

    it('takes a late event in with the next refresh', async () => {
      await lake.commit(meterBatch([reading(1, 5)], 2, 0, [], { watermark: T0 + DAY_MS }));
      await refresh(T0);
      const late = { ...reading(2, 25), appendedAt: T0 + DAY_MS };
      await lake.commit(meterBatch([late], 3, 2, [], { watermark: T0 + DAY_MS }));
      expect(await p95s('gold.meter_hours')).toEqual([5]);
      await refresh(T0 + SECOND_MS);
      expect(await p95s('gold.meter_hours')).toEqual([24]);
    });
  });
}
