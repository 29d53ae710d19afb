import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, DAY_MS } from '@dataforge/kernel';
import type { GoldModel, Product } from '@dataforge/products';
import { meterProduct } from '../../testing/meter-product.ts';
import { at, meterBatch, meterRow, T0 } from '../../testing/meter-lake.ts';
import { openLake } from './open-lake.ts';

const [minutes, latest] = meterProduct.gold as readonly [GoldModel, GoldModel];
const withGold = (...gold: readonly GoldModel[]): Product => ({ ...meterProduct, gold });
const withMinutes = (changes: Partial<GoldModel>): Product => withGold({ ...minutes, ...changes }, latest);
const withLatest = (changes: Partial<GoldModel>): Product => withGold(minutes, { ...latest, ...changes });

/** The model with one more column, the mean of the readings' squares. */
const squares: Partial<GoldModel> = {
  sql: minutes.sql.replace('FROM silver', ', SUM(reading * reading) AS squares FROM silver'),
  columns: [...minutes.columns, { name: 'squares', fold: 'sum' }],
};

describe('a gold table whose model changed', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lake-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** One reading of `old` that silver has forgotten and one of `new` that it holds, a month later. */
  async function fill(): Promise<void> {
    const { store, close } = await openLake(directory, meterProduct);
    const later = T0 + 31 * DAY_MS;
    await store.commit(
      meterBatch(
        [
          meterRow({ position: at(1), reading: 5, meter: 'old', eventTime: T0 + 2_000 }),
          meterRow({ position: at(2), reading: 7, meter: 'new', eventTime: later, appendedAt: later }),
        ],
        3,
      ),
    );
    expect(await store.expire('meter', later)).toMatchObject({ silver: 1 });
    close();
  }

  /** A reading of `old` from just before, that was read before its day expired and refined after. */
  async function refineLate(value: number): Promise<void> {
    const { store, close } = await openLake(directory, meterProduct);
    const late = meterRow({ position: at(3), reading: value, meter: 'old', eventTime: T0 + 1_000 });
    await store.commit(meterBatch([late], 4, 3));
    close();
  }

  async function read(product: Product, sql: string) {
    const lake = await openLake(directory, product);
    const rows = await lake.rows(sql);
    lake.close();
    return rows;
  }

  const isRebuilt = (product: Product) => read(product, 'SELECT count FROM gold.meter_minutes');

  it.each([
    ['white space', { sql: minutes.sql.replace('SELECT meter', 'select\n  meter') }],
    [
      'the digits that are compared',
      { columns: minutes.columns.map((column) => ({ ...column, significantDigits: 12 })) },
    ],
  ])('is left as it is when only %s changed', async (_what, changes) => {
    await fill();
    await read(meterProduct, 'UPDATE gold.meter_minutes SET count = 99');
    expect(await isRebuilt(withMinutes(changes))).toEqual([{ count: '99' }, { count: '99' }]);
  });

  it('is built again where silver covers a window, and keeps its older rows', async () => {
    await fill();
    const rows = await read(
      withMinutes(squares),
      'SELECT meter, count, p95, squares FROM gold.meter_minutes ORDER BY meter',
    );
    expect(rows).toEqual([
      { meter: 'new', count: '1', p95: 7, squares: 49 },
      { meter: 'old', count: '1', p95: 5, squares: null },
    ]);
  });

  it('keeps a window of which silver holds only a part', async () => {
    await fill();
    await refineLate(9);
    expect(
      await read(withMinutes(squares), 'SELECT count, sum FROM gold.meter_minutes ORDER BY sum'),
    ).toEqual([
      { count: '1', sum: 7 },
      { count: '2', sum: 14 },
    ]);
  });

  it('drops what the model leaves out now, of what silver holds', async () => {
    await fill();
    const where = (sql: string) =>
      sql.replace('FROM silver', "FROM silver WHERE meter NOT IN ('old', 'new')");
    const product = withGold({ ...minutes, sql: where(minutes.sql) }, { ...latest, sql: where(latest.sql) });
    expect(await read(product, 'SELECT meter FROM gold.meter_minutes')).toEqual([{ meter: 'old' }]);
    expect(await read(product, 'SELECT meter FROM gold.meter_latest')).toEqual([{ meter: 'old' }]);
  });

  it('keeps the keys of a merge model that silver has forgotten', async () => {
    await fill();
    const doubled = withLatest({
      sql: latest.sql.replace('reading AS reading', 'reading * 2 AS reading'),
    });
    expect(await read(doubled, 'SELECT meter, reading FROM gold.meter_latest ORDER BY meter')).toEqual([
      { meter: 'new', reading: 14 },
      { meter: 'old', reading: 5 },
    ]);
  });

  it('keeps the newest row of a key, also when silver holds only an older one of it', async () => {
    await fill();
    await refineLate(9);
    const noted = withLatest({ sql: latest.sql.replace('note AS note', 'UPPER(note) AS note') });
    expect(await read(noted, "SELECT reading FROM gold.meter_latest WHERE meter = 'old'")).toEqual([
      { reading: 5 },
    ]);
  });

  const moved: readonly [string, Product, string][] = [
    [
      'another key',
      withMinutes({
        sql: minutes.sql
          .replace(/GROUP BY meter/, 'GROUP BY note, meter')
          .replace('SELECT', 'SELECT note AS note,'),
        materialise: { ...minutes.materialise, key: ['note', 'meter', 'minute'] } as GoldModel['materialise'],
        columns: [{ name: 'note', fold: 'key' }, ...minutes.columns],
      }),
      'gold."meter_minutes"',
    ],
    [
      'another grain',
      withMinutes({
        sql: minutes.sql.replaceAll("DATE_TRUNC('minute'", "DATE_TRUNC('hour'"),
        materialise: { ...minutes.materialise, grain: 'hour' } as GoldModel['materialise'],
      }),
      'gold."meter_minutes"',
    ],
    [
      'another type of a column',
      withMinutes({ sql: minutes.sql.replace('COUNT(*) AS count', 'COUNT(*)::DOUBLE AS count') }),
      'count is BIGINT',
    ],
    [
      'another key of newest rows',
      withLatest({ materialise: { kind: 'merge', key: ['note'], orderBy: 'seen' } }),
      'gold."meter_latest"',
    ],
  ];

  it.each(moved)('stops the start for %s while there are older rows', async (_what, product, named) => {
    await fill();
    const opening = openLake(directory, product);
    await expect(opening).rejects.toBeInstanceOf(ConfigurationError);
    await expect(opening).rejects.toThrow(named);
    await expect(opening).rejects.toThrow('give the model a new name');
    expect(await read(meterProduct, 'SELECT meter FROM gold.meter_minutes')).toHaveLength(2);
  });

  it.each(moved)('takes %s while silver covers everything', async (_what, product) => {
    const { store, close } = await openLake(directory, meterProduct);
    await store.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
    close();
    expect(await read(product, 'SELECT sum FROM gold.meter_minutes')).toEqual([{ sum: 5 }]);
    expect(await read(product, 'SELECT reading FROM gold.meter_latest')).toEqual([{ reading: 5 }]);
  });

  it('takes in what came while no product had the model', async () => {
    await fill();
    const without = await openLake(directory, withGold(latest));
    await without.store.commit(
      meterBatch(
        [meterRow({ position: at(3), reading: 9, meter: 'between', eventTime: T0 + 31 * DAY_MS })],
        4,
        3,
      ),
    );
    without.close();
    expect(await read(meterProduct, 'SELECT meter FROM gold.meter_minutes ORDER BY meter')).toEqual([
      { meter: 'between' },
      { meter: 'new' },
      { meter: 'old' },
    ]);
  });

  it('is known under the name that definitions had before', async () => {
    await fill();
    await read(meterProduct, 'ALTER TABLE pipeline.definitions RENAME TO models');
    expect(await read(meterProduct, 'SELECT meter FROM gold.meter_minutes')).toHaveLength(2);
  });
});

describe('a silver model that changed', () => {
  it('is told, with the positions from which its rule holds, and the rule before is remembered', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lake-'));
    const warned: unknown[] = [];
    const logger = {
      info: () => undefined,
      warn: (fields: object) => void warned.push(fields),
      error: () => undefined,
    };
    const doubled: Product = {
      ...meterProduct,
      silver: { sql: meterProduct.silver.sql.replace('reading AS reading', 'reading * 2 AS reading') },
    };
    const first = await openLake(directory, meterProduct, { logger });
    await first.store.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
    first.close();

    const second = await openLake(directory, doubled, { logger });
    await second.store.commit(meterBatch([meterRow({ position: at(2), reading: 5 })], 3, 2));
    expect(await second.rows('SELECT reading FROM silver.meter ORDER BY _position')).toEqual([
      { reading: 5 },
      { reading: 10 },
    ]);
    expect(await second.rows('SELECT partition, until, definition FROM pipeline.past_silver')).toEqual([
      { partition: 0, until: '2', definition: meterProduct.silver.sql },
    ]);
    second.close();
    const spaced = { ...doubled, silver: { sql: doubled.silver.sql.replaceAll(', ', ',\n  ') } };
    (await openLake(directory, spaced, { logger })).close();

    expect(warned).toEqual([{ product: 'meter', from: [{ partition: 0, position: 2 }] }]);
    rmSync(directory, { recursive: true });
  });
});
