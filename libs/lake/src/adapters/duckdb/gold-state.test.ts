import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDb, type DuckDbClient } from '@dataforge/clients/duckdb';
import type { Position } from '@dataforge/events';
import { DAY_MS, MINUTE_MS, silentLog } from '@dataforge/kernel';
import { meterProduct } from '../../testing/meter-product.ts';
import { meterBatch, meterRow } from '../../testing/meter-lake.ts';
import type { FailedRecord } from '../../ports/refine-store.ts';
import { duckDbGoldReader, duckDbRefineStore, type DuckDbRefineStore } from './index.ts';

const T0 = Date.UTC(2026, 10, 23, 12, 0, 0);
const at = (n: number): Position => n as Position;
const failed: FailedRecord = {
  partition: 0,
  position: at(2),
  appendedAt: T0,
  fate: 'quarantined',
  stage: 'contract',
  reasons: [],
  key: '',
  headers: {},
  value: new Uint8Array(),
};

describe('what is known of gold', () => {
  const gold = duckDbGoldReader([meterProduct]);
  let directory: string;
  let client: DuckDbClient;
  let store: DuckDbRefineStore;
  let connection: DuckDBConnection;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'gold-state-'));
    client = await openDuckDb({ path: ':memory:', memoryLimit: '500MB', threads: 1, stagingDir: directory });
    store = await duckDbRefineStore(
      { client, logger: silentLog },
      { products: [meterProduct], stagingDir: directory },
    );
    connection = await client.connect();
  });
  afterEach(() => {
    client.close();
    rmSync(directory, { recursive: true });
  });

  /** A table's rows, and the versions of all. */
  async function read() {
    const contents = await connection.runAndReadAll(
      'SELECT to_json(m)::VARCHAR FROM gold.meter_minutes m ORDER BY ALL',
    );
    return { contents: JSON.stringify(contents.getRowsJson()), versions: await gold.versions(connection) };
  }

  const twice = (id: string, position: number, eventTime: number) =>
    meterRow({ position: at(position), reading: position, id, contentHash: 'same', eventTime });

  it.each<[string, () => Promise<unknown>]>([
    ['a commit', () => store.commit(meterBatch([meterRow({ position: at(20), reading: 8 })], 21, 10))],
    ['a refresh', () => store.refresh('meter', T0 + 10 * MINUTE_MS)],
    ['retention', () => store.expire('meter', T0 + 91 * DAY_MS)],
    ['taking copies back', () => store.reconcile('meter', T0 + 3 * DAY_MS)],
  ])('has another version after %s', async (_what, change) => {
    const rows = [
      ...[1, 2, 3].map((n) => meterRow({ position: at(n), reading: n })),
      ...[twice('e7', 7, T0), twice('e7', 8, T0 + DAY_MS)],
    ];
    await store.commit(meterBatch(rows.slice(0, 2), 2));
    await store.commit(meterBatch(rows.slice(2), 10, 2));
    const before = await read();

    await change();

    const after = await read();
    expect(after.contents).not.toBe(before.contents);
    expect(after.versions.get('meter_minutes')).not.toBe(before.versions.get('meter_minutes'));
  });

  it('keeps its version while nothing is committed', async () => {
    await store.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
    const before = await read();

    await store.expire('meter', T0);
    await store.checkpoint();

    expect(await read()).toEqual(before);
  });

  it('is of the state that the transaction sees', async () => {
    await store.commit(meterBatch([meterRow({ position: at(1), reading: 5 })], 2));
    const first = await gold.versions(connection);
    await connection.run('BEGIN TRANSACTION READ ONLY');
    await gold.versions(connection);

    await store.commit(meterBatch([meterRow({ position: at(2), reading: 5 })], 3, 2));

    expect(await gold.versions(connection)).toEqual(first);
    await connection.run('ROLLBACK');
    expect(await gold.versions(connection)).not.toEqual(first);
  });

  it('tells the watermark and the share in quarantine of the products that are read', async () => {
    const unknown = { watermark: null, quarantinedShare: null };
    expect(await gold.state(connection, ['meter_minutes'])).toEqual(unknown);
    const rows = [1, 3, 4].map((n) => meterRow({ position: at(n), reading: n }));
    await store.commit(meterBatch(rows, 5, 0, [failed]));

    expect(await gold.state(connection, ['meter_minutes', 'meter_latest'])).toEqual({
      watermark: T0,
      quarantinedShare: 0.25,
    });
    expect(await gold.state(connection, [])).toEqual(unknown);
  });
});
