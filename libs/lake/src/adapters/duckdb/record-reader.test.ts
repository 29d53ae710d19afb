import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Json } from '@dataforge/kernel';
import { meterProduct } from '../../testing/meter-product.ts';
import { recordReaderContract } from '../../testing/record-reader-contract.ts';
import { openLake } from './open-lake.ts';
import { duckDbRecordReader } from './record-reader.ts';

const DAY = { from: 0, to: 86_400_000, limit: 10 };

async function opened(searchMs?: number) {
  const directory = mkdtempSync(join(tmpdir(), 'lake-'));
  const { client, store, rows, close } = await openLake(directory, meterProduct);
  const settings = { products: [meterProduct], ...(searchMs !== undefined && { searchMs }) };
  return {
    store,
    reader: await duckDbRecordReader({ client, clock: systemClock }, settings),
    rows: async (table: string) => (await rows(`SELECT * FROM ${table}`)) as Record<string, Json>[],
    run: rows,
    close: async () => {
      close();
      rmSync(directory, { recursive: true });
    },
  };
}

recordReaderContract('duckdb', () => opened());

describe('a search over more than can be searched', () => {
  it('is given up, and the next one runs', async () => {
    const lake = await opened(50);
    // Rows without end, of which the engine cannot tell that none is meant without making them.
    await lake.run('DROP TABLE bronze.meter');
    await lake.run(`CREATE VIEW bronze.meter AS SELECT md5(n::VARCHAR) AS source, md5((-n)::VARCHAR) AS id, epoch_ms(0) AS appended_at,
      0 AS _partition, n AS _position FROM range(1000000000000) r(n)`);
    const search = { source: 'x', id: 'y' };
    expect(await lake.reader.copies('meter', search, DAY)).toEqual({
      ok: false,
      error: { kind: 'timeout', detail: 'The search was interrupted after 50 ms.' },
    });
    await lake.run('DROP VIEW bronze.meter');
    await lake.run('CREATE TABLE bronze.meter AS SELECT *, id AS subject FROM silver.meter');
    await lake.run('ALTER TABLE bronze.meter ADD COLUMN appended_at TIMESTAMP');
    expect(await lake.reader.copies('meter', search, DAY)).toEqual({ ok: true, value: [] });
    await lake.close();
  });
});
