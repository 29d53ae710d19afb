import { DAY_MS } from '@dataforge/kernel';
import { at, meterBatch, meterRow, T0, type MeterLake } from './meter-lake.ts';

/** How copies that came under another date are taken back. */
export function reconcileCases(lake: MeterLake): void {
  const first = meterRow({ position: at(1), reading: 5 });
  const copy = meterRow({
    position: at(2),
    reading: 5,
    id: 'e1',
    contentHash: 'c1',
    eventTime: T0 + DAY_MS,
  });
  const conflict = (position: number, eventTime: number, meter = 'm1') =>
    meterRow({ position: at(position), reading: 9, id: 'e1', source: first.source, meter, eventTime });
  const reconcile = (now: number) => lake.store.reconcile('meter', now);
  const latest = async () =>
    (await lake.rows('gold.meter_latest'))
      .map((row) => [row['meter'], row['reading']])
      .sort((a, b) => (String(a) < String(b) ? -1 : 1));

  describe('reconciling copies', () => {
    it('finds copies under another date and takes them back out of silver and gold', async () => {
      const honest = meterRow({ position: at(4), reading: 7, eventTime: T0 + DAY_MS });
      await lake.commit(meterBatch([first, copy, conflict(3, T0 + 2 * DAY_MS), honest], 5));
      expect(await reconcile(T0 + 3 * DAY_MS)).toBe(2);
      expect(await lake.fateTotals()).toEqual({ refined: 2, duplicate: 1, quarantined: 1 });
      expect(await lake.rows('silver.meter')).toHaveLength(2);
      const minutes = await lake.rows('gold.meter_minutes');
      expect(minutes.map((row) => [row['count'], row['sum']]).sort()).toEqual([
        [1, 5],
        [1, 7],
      ]);
      expect(await latest()).toEqual([['m1', 7]]);
      expect(await reconcile(T0 + 3 * DAY_MS)).toBe(0);
    });
  });
}
