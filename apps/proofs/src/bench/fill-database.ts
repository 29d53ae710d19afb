import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';

/** Rows that a database holds before a bench begins. */
export interface Filling {
  /** In the current hour. */
  readonly hot: number;
  /** Over the three days before. */
  readonly older: number;
}

const DAY_MS = 86_400_000;

/**
 * Fills the silver of a stopped server's lake with readings of the bench's devices and leaves gold to be built
 * from it at the next start.
 */
export async function fillDatabase(dataDir: string, filling: Filling): Promise<void> {
  const instance = await DuckDBInstance.create(join(dataDir, 'lake.duckdb'), { memory_limit: '2GB' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const now = Date.now();
  const hour = Math.floor(now / 3_600_000) * 3_600_000;
  const hotSpan = Math.max(60_000, now - hour);
  await connection.run(insertReadings('old', filling.older, hour - 3 * DAY_MS, 3 * DAY_MS));
  await connection.run(insertReadings('hot', filling.hot, now - hotSpan, hotSpan));
  await connection.run('DELETE FROM pipeline.models');
  await connection.run('CHECKPOINT');
  // A connection that is open keeps the file's lock.
  connection.disconnectSync();
  instance.closeSync();
}

const insertReadings = (name: string, count: number, from: number, span: number): string => `
  INSERT INTO silver.telemetry BY NAME
  SELECT '/gateways/' || (i % 1000 % 50) AS source, '${name}-' || i AS id,
    epoch_ms((${from} + i * ${span} / ${Math.max(1, count)})::BIGINT) AS event_time,
    (i % 4)::INTEGER AS _partition, -1 - i AS _position, 'device-' || (i % 1000) AS device,
    ['temperature', 'pressure', 'current'][1 + (i // 1000) % 3] AS metric,
    ['K', 'Pa', 'A'][1 + (i // 1000) % 3] AS unit, (i * 7919 % 1000) / 10.0 AS value, 'good' AS quality,
    epoch_ms((${from} + i * ${span} / ${Math.max(1, count)})::BIGINT) AS _appended_at,
    md5_number_lower('/gateways/' || (i % 1000 % 50) || ' ' || '${name}-' || i) AS _identity, '' AS _content
  FROM range(${count}) r(i)`;
