import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import { at, meterBatch, meterRow, T0 } from '../../testing/meter-lake.ts';
import { meterProduct } from '../../testing/meter-product.ts';
import { openLake } from './open-lake.ts';

/** A store on a file whose tables the test can change by SQL. */
async function openMeterLake() {
  const directory = mkdtempSync(join(tmpdir(), 'lake-'));
  const { client, store } = await openLake(directory, meterProduct);
  const connection = await client.connect();
  return {
    store,
    run: (sql: string) => connection.run(sql),
    column: async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS().map(([value]) => value),
    close: () => {
      client.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** One reading in each of the windows, by their starts. */
const readingsAt = (windows: readonly number[], from: number, appendedAt = T0) =>
  meterBatch(
    windows.map((eventTime, n) => meterRow({ position: at(from + n), reading: 1, eventTime, appendedAt })),
    from + windows.length,
    from,
  );

/** Puts so many readings into each of these minutes, into silver alone. */
const fillSilver = (windows: readonly number[], rows: number): string =>
  `INSERT INTO silver.meter BY NAME
     SELECT epoch_ms(start) AS event_time, 'm1' AS meter, i % 100 AS reading, epoch_ms(${T0}) AS _appended_at
     FROM range(${rows}) r(i), (SELECT UNNEST([${windows.join(', ')}]) AS start)`;

describe('refreshing windows that lie far apart', () => {
  it('leaves the windows between them as they are', async () => {
    const { store, run, column, close } = await openMeterLake();
    const due = Array.from({ length: 20 }, (_, n) => T0 + 2 * n * HOUR_MS);
    const between = due.map((start) => start + HOUR_MS);
    await store.commit(readingsAt([...due, ...between], 0));
    await store.refresh('meter', T0);
    await run(`UPDATE gold.meter_minutes SET p95 = -1`);
    await store.commit(readingsAt(due, 40));

    await store.refresh('meter', T0 + MINUTE_MS);

    const p95s = await column('SELECT p95 FROM gold.meter_minutes ORDER BY minute');
    expect(p95s).toEqual(due.flatMap(() => [1, -1]));
    close();
  });
});

describe('a refresh of much', () => {
  it('takes the oldest 5,000 windows in a pass and leaves the others for the next', async () => {
    const { store, column, close } = await openMeterLake();
    await store.commit(
      readingsAt(
        Array.from({ length: 5_001 }, (_, n) => T0 + n * MINUTE_MS),
        0,
      ),
    );
    expect(await store.refresh('meter', T0)).toBe(5_000);
    expect(
      await column(`SELECT epoch_ms(window_start)::DOUBLE FROM pipeline.dirty WHERE model = 'minutes'`),
    ).toEqual([T0 + 5_000 * MINUTE_MS]);
    expect(await store.refresh('meter', T0 + MINUTE_MS)).toBe(1);
    close();
  });

  it('computes no more than a million rows at once where a window holds less', async () => {
    const { store, run, column, close } = await openMeterLake();
    const windows = [T0, T0 + MINUTE_MS, T0 + 2 * MINUTE_MS];
    await store.commit(readingsAt(windows, 0));
    await store.delivered(await store.outbox(100));
    await run(fillSilver(windows, 400_000));

    expect(await store.refresh('meter', T0)).toBe(3);

    const turns = (await store.outbox(100)).map(({ sequence, bucket }) => [sequence, bucket]);
    expect(turns).toEqual([
      [2, T0],
      [2, T0 + MINUTE_MS],
      [3, T0 + 2 * MINUTE_MS],
    ]);
    expect(await column(`SELECT DISTINCT p95 FROM gold.meter_minutes`)).toEqual([94]);
    expect(await column(`SELECT COUNT(*) FROM pipeline.dirty WHERE model = 'minutes'`)).toEqual([0n]);
    close();
  });
});
