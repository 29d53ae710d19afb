import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '@dataforge/clients/duckdb';
import { simulatedClock, seededRandom } from '@dataforge/testkit';
import { silentLog } from '@dataforge/kernel';
import { structuredRecord } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { compiledProduct } from '@dataforge/products/testing';
import { refine } from '../../usecases/refine.ts';
import { duckDbRefineStore } from './index.ts';

const T0 = Date.UTC(2026, 10, 23, 12, 0, 0);

/** Refines events of a product of this workspace, and gives access to its tables. */
async function refined(name: string, events: readonly (object | string)[]) {
  const product = compiledProduct(name);
  const directory = mkdtempSync(join(tmpdir(), 'lake-'));
  const clock = simulatedClock(T0);
  const client = await openDuckDb({
    path: ':memory:',
    memoryLimit: '500MB',
    threads: 1,
    stagingDir: directory,
  });
  const store = await duckDbRefineStore(
    { client, logger: silentLog },
    { products: [product], stagingDir: directory },
  );
  const log = memoryEventLog({ clock });
  await log.ensureTopics([
    { name: product.event.topic, partitions: product.event.partitions, retentionMs: 1 },
  ]);
  const records = events.map((event) => {
    const envelope = JSON.stringify({ specversion: '1.0', source: 's', type: product.event.type });
    const members = typeof event === 'string' ? event : JSON.stringify(event).slice(1, -1);
    return structuredRecord('s', Buffer.from(`${envelope.slice(0, -1)},${members}}`));
  });
  await log.append([{ topic: product.event.topic, records }]);
  const settings = { product, group: 'refine', maxRecords: 1_000, maxBytes: 1e7, maxWaitMs: 0 };
  const session = await refine(
    { log, store, clock, random: seededRandom(1), logger: silentLog },
    settings,
  ).open();
  while ((await session.step()) === 'refined');
  const connection = await client.connect();
  return {
    store,
    rows: async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[],
    close: () => {
      client.close();
      rmSync(directory, { recursive: true });
    },
  };
}

describe('telemetry', () => {
  const reading = (id: string, unit: string, value: number, more: object = {}) => ({
    id,
    time: new Date(T0).toISOString(),
    data: { deviceId: 'd', metric: unit, value, unit, ...more },
  });

  it.each([
    ['K', 300, 300, 'K'],
    ['Cel', 25, 298.15, 'K'],
    ['[degF]', 212, 373.15, 'K'],
    ['m/s', 3, 3, 'm/s'],
    ['km/h', 36, 10, 'm/s'],
    ['[mi_i]/h', 10, 4.4704, 'm/s'],
    ['Pa', 1, 1, 'Pa'],
    ['bar', 1.5, 150_000, 'Pa'],
    ['%', 45, 0.45, '1'],
    ['V', 230, 230, 'V'],
    ['A', 2, 2, 'A'],
    ['W', 60, 60, 'W'],
    ['1', 7, 7, '1'],
  ])('normalises %s', async (unit, value, normal, si) => {
    const { rows, close } = await refined('telemetry', [reading('1', unit, value)]);
    const [row] = await rows('SELECT value, unit, quality FROM silver.telemetry');
    expect(Number(row?.['value'])).toBeCloseTo(normal, 9);
    expect(row).toMatchObject({ unit: si, quality: 'good' });
    close();
  });

  it('quarantines a value that would be no number once it is normalised or summed', async () => {
    const { rows, close } = await refined('telemetry', [
      reading('1', 'bar', 1e308),
      reading('2', 'Pa', -1.7e308),
      reading('3', 'bar', 1e280),
      reading('4', 'bar', 1e280),
    ]);
    expect(await rows('SELECT id, reasons FROM quarantine.telemetry ORDER BY id')).toMatchObject([
      { id: '1', reasons: expect.stringContaining('maximum') },
      { id: '2', reasons: expect.stringContaining('minimum') },
    ]);
    expect(await rows('SELECT isfinite(sum) AS finite FROM gold.telemetry_device_minutes')).toEqual([
      { finite: true },
    ]);
    close();
  });

  it('folds minutes and hours, and gives every record its fate', async () => {
    const { rows, store, close } = await refined('telemetry', [
      reading('1', 'K', 10),
      reading('2', 'K', 30, { quality: 'bad' }),
      reading('2', 'K', 30, { quality: 'bad' }),
      reading('3', 'K', 20, { firmware: '1.2' }),
      reading('1', 'K', 11),
      reading('4', 'furlong', 1),
      { id: '5', data: {} },
    ]);
    expect(
      await rows('SELECT device, count, min, max, mean, p95, last FROM gold.telemetry_device_minutes'),
    ).toMatchObject([{ device: 'd', count: '3', min: 10, max: 30, mean: 20, p95: 29, last: 20 }]);
    expect(await rows('SELECT count FROM gold.telemetry_device_hours')).toEqual([{ count: '3' }]);
    expect(await rows('SELECT id, reasons FROM quarantine.telemetry ORDER BY id')).toMatchObject([
      { id: '1', reasons: expect.stringContaining('id-conflict') },
      { id: '4', reasons: expect.stringContaining('enum') },
      { id: '5', reasons: expect.stringContaining('the event has no time') },
    ]);
    expect(await rows('SELECT _rest FROM bronze.telemetry WHERE _rest IS NOT NULL')).toEqual([
      { _rest: '{"firmware":"1.2"}' },
    ]);
    const { counts } = await store.fates('telemetry');
    expect(Object.fromEntries(counts.map((c) => [c.fate, c.records]))).toEqual({
      refined: 3,
      duplicate: 1,
      quarantined: 3,
    });
    expect((await store.outbox(100)).map((entry) => entry.kpi)).toContain('telemetry.readings');
    close();
  });
});

describe('a record that would end the stack', () => {
  it('goes to quarantine, and those beside it are refined', async () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const data = { deviceId: 'd', metric: 'm', value: 1, unit: 'K' };
    const time = new Date(T0).toISOString();
    const { store, close } = await refined('telemetry', [
      { id: '1', time, data },
      // As text: writing it from a value would end the stack here.
      `"id":"2","time":"${time}","data":{"deviceId":"d","metric":"m","value":1,"unit":"K","extra":${deep}}`,
    ]);
    const { counts } = await store.fates('telemetry');
    expect(Object.fromEntries(counts.map((c) => [c.fate, c.records]))).toEqual({
      refined: 1,
      quarantined: 1,
    });
    close();
  });
});

describe('webhooks', () => {
  const delivery = (id: string, seconds: number, data: object) => ({
    id,
    time: new Date(T0 + seconds * 1_000).toISOString(),
    data: { provider: 'github', eventType: 'issues', payload: {}, ...data },
  });

  it('measures latency and keeps the latest state of a resource', async () => {
    const { rows, store, close } = await refined('webhooks', [
      delivery('1', 10, { resource: 'r#1', action: 'opened', occurredAt: new Date(T0).toISOString() }),
      delivery('2', 20, {
        resource: 'r#1',
        action: 'closed',
        occurredAt: new Date(T0 + 18_000).toISOString(),
      }),
      delivery('3', 15, { resource: 'r#1', action: 'edited' }),
      delivery('4', 30, {}),
    ]);
    expect(await rows('SELECT resource, action FROM gold.webhooks_resources')).toEqual([
      { resource: 'r#1', action: 'closed' },
    ]);
    expect(
      await rows(
        'SELECT count, timed, latency_min, latency_max, latency_mean FROM gold.webhooks_deliveries_hourly',
      ),
    ).toMatchObject([
      { count: '4', timed: '2', latency_min: '2000', latency_max: '10000', latency_mean: 6000 },
    ]);
    await store.refresh('webhooks', T0 + 60_000);
    const [hour] = await rows('SELECT latency_p95 FROM gold.webhooks_deliveries_hourly');
    expect(Number(hour?.['latency_p95'])).toBeCloseTo(9_600, 6);
    close();
  });
});
