import { DAY_MS, HOUR_MS } from '@dataforge/kernel';
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

    it('quarantines a conflict with the row it was, and says that it is that', async () => {
      await lake.commit(meterBatch([first, conflict(2, T0 + DAY_MS)], 3));
      await reconcile(T0 + 2 * DAY_MS);
      const [row, ...others] = await lake.rows('quarantine.meter');
      expect(others).toEqual([]);
      expect(row).toMatchObject({ id: 'e1', source: first.source, stage: 'dedupe', fate: 'quarantined' });
      expect(row?.['reasons']).toContain('id-conflict');
      expect(row?.['reasons']).toContain('the row of bronze');
      expect(JSON.parse(String(row?.['value']))).toMatchObject({ id: 'e1', meter_id: 'm1', reading: 9 });
    });

    it('quarantines a conflict whose row of bronze has expired, too', async () => {
      const ahead = { ...conflict(2, T0 + 10 * DAY_MS), appendedAt: T0 };
      await lake.commit(meterBatch([{ ...first, eventTime: T0 + 9 * DAY_MS }, ahead], 3));
      const now = T0 + 11 * DAY_MS;
      await lake.store.expire('meter', now);
      await reconcile(now);
      expect(await lake.fateTotals()).toEqual({ refined: 1, quarantined: 1 });
      const [row] = await lake.rows('quarantine.meter');
      expect(row?.['reasons']).toContain('the row of silver');
      expect(JSON.parse(String(row?.['value']))).toMatchObject({ id: 'e1', meter: 'm1', reading: 9 });
    });

    it('publishes a point without a value where a copy was all there was', async () => {
      await lake.commit(meterBatch([first, copy], 3));
      await lake.store.delivered(await lake.store.outbox(100));
      await reconcile(T0 + 2 * DAY_MS);
      expect(await lake.store.outbox(100)).toMatchObject([
        { kpi: 'meter.readings', bucket: T0 + DAY_MS, value: null, weight: 0, corrections: 0 },
      ]);
    });

    it('touches the windows of the copies and no window between them', async () => {
      const days = Array.from({ length: 20 }, (_, n) => n);
      const originals = days.map((n) => meterRow({ position: at(n), reading: 5 }));
      const copies = days.map((n) => ({
        ...meterRow({ position: at(20 + n), reading: 5, id: `e${n}`, contentHash: `c${n}` }),
        eventTime: T0 + DAY_MS + n * HOUR_MS,
      }));
      await lake.commit(meterBatch([...originals, ...copies], 40));
      await lake.store.delivered(await lake.store.outbox(100));
      expect(await reconcile(T0 + 2 * DAY_MS)).toBe(20);
      expect((await lake.store.outbox(100)).map((entry) => entry.bucket)).toEqual(
        copies.map((row) => row.eventTime),
      );
      expect(await lake.rows('gold.meter_minutes')).toMatchObject([{ count: 20 }]);
    });

    it('is not undone by a refresh that began before', async () => {
      const window = T0 + DAY_MS;
      const small = meterRow({ position: at(2), reading: 1, eventTime: window });
      await lake.commit(meterBatch([{ ...first, data: { meterId: 'm1', reading: 100 } }, small], 3));
      const large = { ...copy, position: at(3), data: { meterId: 'm1', reading: 100 } };
      await lake.commit(meterBatch([large], 4, 3));
      // So many that the refresh is still reading when the copy goes.
      const others = Array.from({ length: 20_000 }, (_, n) =>
        meterRow({ position: at(10 + n), reading: n, meter: `x${n % 997}`, eventTime: window }),
      );
      await lake.commit(meterBatch(others, 30_000, 4));
      await Promise.all([lake.store.refresh('meter', window), reconcile(window + HOUR_MS)]);
      await lake.store.refresh('meter', window + HOUR_MS);
      const rows = (await lake.rows('gold.meter_minutes')).filter((row) => row['meter'] === 'm1');
      expect(rows.map((row) => row['p95']).sort()).toEqual([1, 100]);
    });
  });

  describe('the newest row of a key, when copies go', () => {
    it('stays, where it came of no copy', async () => {
      const newer = meterRow({ position: at(3), reading: 7, eventTime: T0 + 2 * DAY_MS });
      await lake.commit(meterBatch([first, copy, newer], 4));
      await reconcile(T0 + 3 * DAY_MS);
      expect(await latest()).toEqual([['m1', 7]]);
    });

    it('gives way to the newest that silver holds, where a copy had taken its place', async () => {
      await lake.commit(meterBatch([first, conflict(2, T0 + DAY_MS)], 3));
      expect(await latest()).toEqual([['m1', 9]]);
      await reconcile(T0 + 2 * DAY_MS);
      expect(await latest()).toEqual([['m1', 5]]);
    });

    it('goes, where the copy was all that was ever told of the key', async () => {
      await lake.commit(meterBatch([first, conflict(2, T0 + DAY_MS, 'm2')], 3));
      await reconcile(T0 + 2 * DAY_MS);
      expect(await latest()).toEqual([['m1', 5]]);
    });

    it('stays, where silver no longer holds the state it had before the copy', async () => {
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5, meter: 'm2', id: 'old' })], 2));
      const now = T0 + 40 * DAY_MS;
      await lake.store.expire('meter', now);
      const honest = meterRow({ position: at(2), reading: 6, id: 'x', eventTime: now });
      const forged = { position: at(3), reading: 7, meter: 'm2', id: 'x', source: honest.source };
      await lake.commit(meterBatch([honest, meterRow({ ...forged, eventTime: now + DAY_MS })], 4, 2));
      expect(await reconcile(now + 2 * DAY_MS)).toBe(1);
      expect(await latest()).toEqual([
        ['m1', 6],
        ['m2', 7],
      ]);
    });
  });
}
