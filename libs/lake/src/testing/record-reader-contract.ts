import { DAY_MS, MINUTE_MS } from '@dataforge/kernel';
import type { RecordReader, RecordScope } from '../ports/record-reader.ts';
import { at, meterBatch, meterLake, meterRow, T0, type OpenRefineStore } from './meter-lake.ts';
import { failedAt } from './refine-store-contract.ts';

export type OpenRecordReader = () => Promise<OpenRefineStore & { readonly reader: RecordReader }>;

const minute: RecordScope = {
  ...{ partition: 0, from: T0, to: T0 + MINUTE_MS },
  ...{ first: 0, end: Number.MAX_SAFE_INTEGER, limit: 100 },
};
const day = { from: T0, to: T0 + DAY_MS, limit: 10 };

/** What every record reader does over a store of `meterProduct`. */
export function recordReaderContract(adapter: string, open: OpenRecordReader): void {
  describe(`RecordReader contract: ${adapter}`, () => {
    let reader: RecordReader;
    const lake = meterLake(async () => {
      const opened = await open();
      reader = opened.reader;
      return opened;
    });
    const records = async (scope: Partial<RecordScope> = {}) =>
      (await reader.records('meter', { ...minute, ...scope })).records;
    const fates = async (scope: Partial<RecordScope> = {}) =>
      (await records(scope)).map(({ position, fate }) => [position, fate]);

    it('has nothing of a partition that was never refined', async () => {
      expect(await reader.records('meter', minute)).toEqual({ records: [], refinedThrough: 0 });
    });

    it('tells of each record its fate, when and by which commit, and who it is', async () => {
      const rows = [
        meterRow({ position: at(1), reading: 5, subject: 'm1' }),
        meterRow({ position: at(2), reading: 5, id: 'e1', fate: 'duplicate' }),
        meterRow({ position: at(3), reading: -1 }),
      ];
      const { sequence } = await lake.commit(meterBatch(rows, 9, 0, [failedAt(5)]));
      const { records: found, refinedThrough } = await reader.records('meter', minute);
      expect(refinedThrough).toBe(9);
      const commit = { partition: 0, refinedAt: T0, sequence };
      const event = (n: number) => ({
        ...{ source: '/sites/m1', appendedAt: T0 + n * 1_000, eventTime: T0 + n * 1_000 },
      });
      expect(found).toEqual([
        { ...commit, ...event(1), position: 1, fate: 'refined', id: 'e1', subject: 'm1' },
        { ...commit, ...event(2), position: 2, fate: 'duplicate', id: 'e1' },
        { ...commit, ...event(3), position: 3, fate: 'filtered', id: 'e3' },
        {
          ...{ ...commit, position: 5, fate: 'quarantined', appendedAt: T0 },
          reasons: [{ field: 'reading', rule: 'type', detail: 'not a number\uFFFD' }],
        },
      ]);
    });

    it('keeps to the minutes, positions, fates and number that are asked for', async () => {
      const rows = [1, 2, 3, 70].map((n) => meterRow({ position: at(n), reading: n === 2 ? -1 : n }));
      await lake.commit(meterBatch(rows, 71));
      expect(await fates()).toEqual([
        [1, 'refined'],
        [2, 'filtered'],
        [3, 'refined'],
      ]);
      expect(await fates({ from: T0 + MINUTE_MS, to: T0 + 2 * MINUTE_MS })).toEqual([[70, 'refined']]);
      expect(await fates({ first: 2, end: 3 })).toEqual([[2, 'filtered']]);
      expect(await fates({ fates: ['filtered', 'duplicate'] })).toEqual([[2, 'filtered']]);
      expect(await fates({ fates: [] })).toEqual([]);
      expect(await fates({ limit: 1 })).toEqual([[1, 'refined']]);
      expect(await fates({ partition: 1 })).toEqual([]);
    });

    it('still knows a record of silver once bronze has expired, and that it expired once silver has', async () => {
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5, subject: 'm1' })], 2));
      await lake.store.expire('meter', T0 + 8 * DAY_MS);
      const [aged] = await records();
      expect(aged).toMatchObject({ fate: 'refined', source: '/sites/m1', id: 'e1', eventTime: T0 + 1_000 });
      expect(aged).not.toHaveProperty('subject');
      await lake.store.expire('meter', T0 + 31 * DAY_MS);
      expect(await records()).toEqual([
        { partition: 0, position: 1, fate: 'expired', refinedAt: T0, sequence: aged?.sequence },
      ]);
    });

    it('finds the copies of an event wherever they went, and no other', async () => {
      const rows = [
        meterRow({ position: at(1), reading: 5 }),
        meterRow({ position: at(2), reading: 5, id: 'e1', fate: 'duplicate' }),
        meterRow({ position: at(3), reading: 5 }),
        meterRow({ position: at(4), reading: 5, id: 'e1', meter: 'm2' }),
      ];
      const conflict = { ...failedAt(6), appendedAt: T0 + 6_000, source: '/sites/m1', id: 'e1' };
      await lake.commit(meterBatch(rows, 7, 0, [conflict]));
      const found = await reader.copies('meter', { source: '/sites/m1', id: 'e1' }, day);
      expect(found).toEqual({
        ok: true,
        value: [1, 2, 6].map((n) => ({ partition: 0, position: n, appendedAt: T0 + n * 1_000 })),
      });
      const late = await reader.copies('meter', { source: '/sites/m1', id: 'e1' }, { ...day, limit: 2 });
      expect(late.ok && late.value).toHaveLength(2);
    });

    it.each(["'; DROP TABLE silver.meter; --", '$id', 'a\u0000b', ''])(
      'takes %j for an id as it is',
      async (id) => {
        await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
        expect(await reader.copies('meter', { source: '/sites/m1', id }, day)).toEqual({
          ok: true,
          value: [],
        });
        expect(await lake.rows('silver.meter')).toHaveLength(1);
      },
    );

    it('tells which rows of gold a record went into, and what they count for', async () => {
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      const place = { partition: 0, position: at(1), appendedAt: T0 + 1_000 };
      const open = { held: true, closed: false, late: false, corrections: 0 };
      expect(await reader.windows('meter', place)).toEqual([
        {
          ...{ ...open, table: 'gold.meter_minutes', key: { meter: 'm1' }, waiting: ['p95'] },
          window: { from: T0, to: T0 + MINUTE_MS },
          points: [{ kpi: 'meter.readings', bucket: T0 }],
        },
        { ...open, table: 'gold.meter_latest', key: { meter: 'm1' }, waiting: [], points: [] },
        {
          ...{ ...open, table: 'gold.meter_hours', key: { meter: 'm1' }, waiting: ['p95'], points: [] },
          window: { from: T0, to: T0 + 60 * MINUTE_MS },
        },
      ]);
    });

    it('sees windows close, rows that came late, and newer rows take over', async () => {
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
      const reached = { watermark: T0 + 2 * MINUTE_MS, lastAppendedAt: T0 + 2 * MINUTE_MS };
      const late = meterRow({ position: at(2), reading: 6, watermark: T0 + MINUTE_MS });
      await lake.commit(meterBatch([late], 3, 2, [], reached));
      await lake.store.refresh('meter', T0 + 3 * MINUTE_MS);
      const windows = (n: number) =>
        reader.windows('meter', { partition: 0, position: at(n), appendedAt: T0 + n * 1_000 });
      const [first, newest] = await windows(1);
      expect(first).toMatchObject({ closed: true, late: false, corrections: 1, waiting: [] });
      expect(newest).toMatchObject({ held: false });
      const [second, latest] = await windows(2);
      expect(second).toMatchObject({ closed: true, late: true, corrections: 1 });
      expect(latest).toMatchObject({ held: true });
    });

    it('knows no rows of gold for a record that silver does not hold', async () => {
      await lake.commit(meterBatch([meterRow({ position: at(1), reading: -1 })], 2));
      const place = { partition: 0, position: at(1), appendedAt: T0 + 1_000 };
      expect(await reader.windows('meter', place)).toEqual([]);
    });
  });
}
