import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GoldModel, KpiDefinition, Product } from '@dataforge/products';
import { meterProduct } from '../../testing/meter-product.ts';
import { openLake } from './open-lake.ts';

const [readings] = meterProduct.kpis as readonly [KpiDefinition];
const [minutes] = meterProduct.gold as readonly [GoldModel];
const withKpis = (...kpis: readonly KpiDefinition[]): Product => ({ ...meterProduct, kpis });
const withSql = (sql: string): Product => ({ ...meterProduct, gold: [{ ...minutes, sql }] });

describe('the KPIs that are to be published again', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lake-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function unpublished(product: Product): Promise<readonly string[]> {
    const { store, close } = await openLake(directory, product);
    const ids = await store.unpublished();
    await store.republish(ids, 0);
    close();
    return ids;
  }

  it.each([
    ['the value', withKpis({ ...readings, value: 'MAX(count)' }), ['meter.readings']],
    ['the condition', withKpis({ ...readings, where: 'count > 1' }), ['meter.readings']],
    ['how long they are kept', withKpis({ ...readings, keepDays: 30 }), ['meter.readings']],
    [
      'the model',
      withSql(minutes.sql.replace('FROM silver', 'FROM silver WHERE reading > 1')),
      ['meter.readings'],
    ],
    ['the white space of the model', withSql(minutes.sql.replaceAll(' AS ', '  AS  ')), []],
    ['the title', withKpis({ ...readings, title: 'Count' }), []],
    ['another KPI', withKpis(readings, { ...readings, id: 'meter.more' }), ['meter.more']],
  ])('when %s changed', async (_what, product, expected) => {
    await unpublished(meterProduct);
    expect(await unpublished(product)).toEqual(expected);
    expect(await unpublished(product)).toEqual([]);
  });

  it('are those that come back, since nobody published them meanwhile', async () => {
    await unpublished(meterProduct);
    await unpublished(withKpis());
    expect(await unpublished(meterProduct)).toEqual(['meter.readings']);
  });
});
