import { DAY_MS } from '@dataforge/kernel';
import type { FailedRecord } from '../ports/refine-store.ts';
import { at, meterBatch, meterLake, meterRow, T0, type OpenMeterLake } from './meter-lake.ts';
import { raceCases } from './race-cases.ts';
import { reconcileCases } from './reconcile-cases.ts';
import { refreshCases } from './refresh-cases.ts';
import { retentionCases } from './retention-cases.ts';
import { watermarkCases } from './watermark-cases.ts';

export const failedAt = (position: number): FailedRecord => ({
  partition: 0,
  position: at(position),
  appendedAt: T0,
  fate: 'quarantined',
  stage: 'contract',
  reasons: [{ field: 'reading', rule: 'type', detail: 'not a number\u0000' }],
  key: 'k\u0000\ud800',
  headers: { 'content-type': 'x' },
  value: new Uint8Array([0, 255, 1]),
});

/** What every refine store does, whatever engine it stands on. */
export function refineStoreContract(adapter: string, open: OpenMeterLake): void {
  describe(`RefineStore contract: ${adapter}`, () => {
    const opened = meterLake(open);
    const { commit, fateTotals } = opened;

    it('starts without progress', async () => {
      expect(await opened.store.progress('meter')).toEqual([]);
    });

    it('commits rows, fates and offsets together', async () => {
      await commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 3));
      expect(await opened.store.progress('meter')).toEqual([{ partition: 0, next: 3, watermark: T0 }]);
      expect(await fateTotals()).toEqual({ refined: 1 });
      expect(await opened.rows('silver.meter')).toMatchObject([
        { meter: 'm1', reading: 5, source: '/sites/m1', id: 'e1' },
      ]);
    });

    it('refuses a batch that does not begin where the last one ended, and changes nothing', async () => {
      const batch = meterBatch([meterRow({ position: at(1), reading: 5 })], 2);
      await commit(batch);
      const again = await opened.store.commit(batch);
      expect(again).toMatchObject({ ok: false, error: { kind: 'stale' } });
      expect(await fateTotals()).toEqual({ refined: 1 });
      expect(await opened.rows('silver.meter')).toHaveLength(1);
    });

    it('gives every record one fate', async () => {
      const rows = [
        meterRow({ position: at(1), reading: 5 }),
        meterRow({ position: at(2), reading: 5, id: 'e1', fate: 'duplicate' }),
        meterRow({ position: at(3), reading: -1 }),
        meterRow({ position: at(4), reading: 5, fate: 'expired' }),
      ];
      await commit(meterBatch(rows, 7, 0, [failedAt(5), { ...failedAt(6), fate: 'dead-lettered' }]));
      expect(await fateTotals()).toEqual({
        refined: 1,
        duplicate: 1,
        filtered: 1,
        expired: 1,
        quarantined: 1,
        'dead-lettered': 1,
      });
      expect(await opened.rows('silver.meter')).toHaveLength(1);
      expect(await opened.rows('bronze.meter')).toHaveLength(4);
      expect(await opened.rows('quarantine.meter')).toHaveLength(2);
    });

    it('keeps the fates the same whatever the cuts, and after they are settled', async () => {
      await commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      await opened.store.refresh('meter', T0 + 60_000);
      await commit(meterBatch([meterRow({ position: at(2), reading: 6 })], 3, 2));
      expect(await fateTotals()).toEqual({ refined: 2 });
      await opened.store.refresh('meter', T0 + 120_000);
      expect(await fateTotals()).toEqual({ refined: 2 });
    });

    it('knows the identities that silver holds', async () => {
      await commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      const known = await opened.store.known('meter', [
        { source: '/sites/m1', id: 'e1', eventTime: T0 + 5000 },
        { source: '/sites/m1', id: 'e2', eventTime: T0 },
      ]);
      expect(known).toEqual([
        { source: '/sites/m1', id: 'e1', contentHash: 'c1', partition: 0, position: 1 },
      ]);
    });

    it('looks for identities within the dates that are named, however many, and not between them', async () => {
      const dates = Array.from({ length: 20 }, (_, n) => T0 + 2 * n * DAY_MS);
      const between = dates.map((eventTime, n) =>
        meterRow({ position: at(n), reading: 5, eventTime: eventTime + DAY_MS }),
      );
      const there = meterRow({ position: at(20), reading: 5 });
      await commit(meterBatch([...between, there], 21));
      const asked = dates.map((eventTime, n) => ({ source: '/sites/m1', id: `e${n}`, eventTime }));
      const known = await opened.store.known('meter', [...asked, there]);
      expect(known.map(({ id }) => id)).toEqual(['e20']);
    });

    it('folds batches into windows as one recompute would', async () => {
      await commit(
        meterBatch(
          [meterRow({ position: at(1), reading: 5 }), meterRow({ position: at(9), reading: 1 })],
          10,
        ),
      );
      await commit(
        meterBatch(
          [
            meterRow({ position: at(10), eventTime: T0 + 2000, reading: 9 }),
            meterRow({ position: at(11), reading: 3, meter: 'm2' }),
          ],
          20,
          10,
        ),
      );
      await opened.store.refresh('meter', T0 + 60_000);
      const rows = await opened.rows('gold.meter_minutes');
      expect(rows).toHaveLength(2);
      expect(rows.find((row) => row['meter'] === 'm1')).toMatchObject({
        count: 3,
        sum: 15,
        min: 1,
        max: 9,
        mean: 5,
        last: 1,
      });
      expect(rows.find((row) => row['meter'] === 'm1')?.['p95']).toBeCloseTo(8.6, 9);
      expect(rows.find((row) => row['meter'] === 'm2')).toMatchObject({ count: 1, p95: 3, last: 3 });
    });

    it('keeps the newest row of a merge model, also when it comes first', async () => {
      await commit(
        meterBatch([meterRow({ position: at(5), reading: 5 }), meterRow({ position: at(2), reading: 2 })], 6),
      );
      await commit(meterBatch([meterRow({ position: at(6), eventTime: T0 + 3000, reading: 3 })], 7, 6));
      expect(await opened.rows('gold.meter_latest')).toMatchObject([{ meter: 'm1', reading: 5 }]);
      await commit(meterBatch([meterRow({ position: at(8), reading: 8 })], 9, 7));
      expect(await opened.rows('gold.meter_latest')).toMatchObject([{ meter: 'm1', reading: 8 }]);
    });

    it('puts the points that changed into the outbox, and forgets them when they are delivered', async () => {
      await commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      const entries = await opened.store.outbox(10);
      expect(entries).toMatchObject([
        { kpi: 'meter.readings', bucket: T0, value: 1, weight: 1, corrections: 0 },
      ]);
      await opened.store.delivered(entries);
      expect(await opened.store.outbox(10)).toEqual([]);
    });

    it('gives what was not delivered yet in order, page by page', async () => {
      for (let n = 1; n <= 5; n += 1)
        await commit(meterBatch([meterRow({ position: at(n), reading: n })], n + 1, n === 1 ? 0 : n));
      const first = await opened.store.outbox(2);
      expect(await opened.store.outbox(2)).toEqual(first);
      await opened.store.delivered(first);
      const rest = await opened.store.outbox(10);
      expect([...first, ...rest].map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
    });

    it('deletes what was delivered, many at a time', async () => {
      const minutes = Array.from({ length: 1_500 }, (_, n) =>
        meterRow({ position: at(n), eventTime: T0 + n * 60_000, reading: n }),
      );
      await commit(meterBatch(minutes, 1_500));
      const held = async () => (await opened.rows('pipeline.outbox')).length;
      await opened.store.delivered(await opened.store.outbox(100));
      expect(await held()).toBe(1_500);
      await opened.store.delivered(await opened.store.outbox(1_200));
      expect(await held()).toBe(200);
      expect(await opened.store.outbox(1_000)).toHaveLength(200);
    });

    it('counts late rows as corrections of their window', async () => {
      await commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      await opened.store.delivered(await opened.store.outbox(10));
      await commit(meterBatch([meterRow({ position: at(2), reading: 5, watermark: T0 + 60_000 })], 3, 2));
      expect(await opened.store.outbox(10)).toMatchObject([{ value: 2, corrections: 1 }]);
    });

    it('refuses content that the engine cannot hold as poison, and writes nothing of the batch', async () => {
      const good = meterRow({ position: at(1), reading: 5 });
      const bad = { ...meterRow({ position: at(2), reading: 5 }), data: { meterId: '\ud800', reading: 1 } };
      expect(await opened.store.commit(meterBatch([good, bad], 3))).toMatchObject({
        ok: false,
        error: { kind: 'poison' },
      });
      expect(await fateTotals()).toEqual({});
      await commit(meterBatch([good], 2));
      expect(await fateTotals()).toEqual({ refined: 1 });
    });

    it('publishes every point again when asked to, in place of what waits', async () => {
      await commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      const delivered = await opened.store.outbox(10);
      await opened.store.delivered(delivered);
      await commit(meterBatch([meterRow({ position: at(2), reading: 5 })], 3, 2));
      await opened.store.republish(['meter.readings'], T0);
      const again = await opened.store.outbox(10);
      expect(again).toMatchObject([{ kpi: 'meter.readings', bucket: T0, value: 2 }]);
      expect(again[0]?.sequence).toBeGreaterThan((delivered[0]?.sequence ?? Infinity) + 1);
    });

    it('publishes no point again that is not kept', async () => {
      const times = [0, 1, 8].map((days) => T0 + days * DAY_MS);
      const rows = times.map((time, n) =>
        meterRow({ position: at(n), reading: n, eventTime: time, appendedAt: time }),
      );
      await commit(meterBatch(rows, 9));
      await opened.store.republish(['meter.readings'], T0 + 8 * DAY_MS + 30_000);
      expect((await opened.store.outbox(10)).map(({ bucket }) => bucket)).toEqual(times.slice(1));
    });

    it('knows which KPIs it has not published yet', async () => {
      expect(await opened.store.unpublished()).toEqual(['meter.readings']);
      await opened.store.republish(['meter.readings'], T0);
      expect(await opened.store.unpublished()).toEqual([]);
    });

    it('checkpoints', async () => {
      await commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      await opened.store.checkpoint();
      expect(await fateTotals()).toEqual({ refined: 1 });
    });

    watermarkCases(opened);
    refreshCases(opened);
    retentionCases(opened);
    reconcileCases(opened);
    raceCases(opened);
  });
}
