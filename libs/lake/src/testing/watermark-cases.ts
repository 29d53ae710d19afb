import { HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import { at, meterBatch, meterRow, T0, type MeterLake } from './meter-lake.ts';

/** How far a product has been read, as its points tell it. */
export function watermarkCases(lake: MeterLake): void {
  describe('the watermark of a product', () => {
    const behind = { partition: 1, watermark: T0 - HOUR_MS, lastAppendedAt: T0 };
    const reached = (lastAppendedAt: number) => ({ watermark: T0 + MINUTE_MS, lastAppendedAt });

    it('is the smallest of its partitions', async () => {
      await lake.commit(meterBatch([], 2, 0, [], behind));
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2, 0, [], reached(T0)));
      expect(await lake.store.outbox(10)).toMatchObject([{ watermark: T0 - HOUR_MS }]);
    });

    it.each([
      ['waits for a partition that has been silent for five minutes', 0, T0 - HOUR_MS],
      ['leaves out a partition that has been silent for longer', 1, T0 + MINUTE_MS],
    ])('%s', async (_name, longerMs, watermark) => {
      const row = meterRow({ position: at(1), reading: 5 });
      await lake.commit(meterBatch([], 2, 0, [], behind));
      await lake.commit(meterBatch([row], 2, 0, [], reached(T0 + 5 * MINUTE_MS + longerMs)));
      expect(await lake.store.outbox(10)).toMatchObject([{ watermark }]);
    });
  });
}
