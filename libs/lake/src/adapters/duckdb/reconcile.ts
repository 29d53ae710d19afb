import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '@dataforge/kernel';
import type { GoldModel, Product } from '@dataforge/products';
import { modelOver } from './gold-sql.ts';
import { publishStatements } from './kpi-outbox.ts';
import { tables } from './names.ts';
import { nextSequence } from './sequence.ts';
import { ident, list, literal, rowsWithin, spansOf, timestamp } from './sql.ts';
import { GRAIN_MS, partsOf } from './windows.ts';
import { rowsOf, runAll } from './writer.ts';

/**
 * Copies that came with another date escape the look-up of a batch, which stays within the dates it touches.
 * This finds them over the whole horizon: the first position stays, others leave silver as duplicates or as
 * conflicts, and what they had gone into is computed again.
 */
export async function reconcileProduct(
  connection: DuckDBConnection,
  product: Product,
  now: number,
): Promise<number> {
  const t = tables(product);
  const since = timestamp(now - product.event.dedupeHorizonDays * DAY_MS);
  await connection.run(`CREATE OR REPLACE TEMP TABLE copies AS
    WITH suspects AS (SELECT * FROM ${t.silver} WHERE event_time >= ${since} AND _identity IN (
      SELECT _identity FROM ${t.silver} WHERE event_time >= ${since} GROUP BY _identity HAVING COUNT(*) > 1))
    SELECT *, FIRST_VALUE(_content) OVER same = _content AS same_content, FIRST_VALUE(_position) OVER same AS first_position
    FROM suspects
    WINDOW same AS (PARTITION BY source, id ORDER BY _partition, _position)
    QUALIFY row_number() OVER same > 1`);
  const found = await rowsOf<{ n: number }>(connection, 'SELECT COUNT(*) AS n FROM copies');
  const copies = found[0]?.n ?? 0;
  if (copies === 0) return 0;
  await moveFates(connection, product);
  await connection.run(`DELETE FROM ${t.silver} s USING copies c
    WHERE s._partition = c._partition AND s._position = c._position`);
  const sequence = await nextSequence(connection);
  for (const model of product.gold) await recomputeAround(connection, product, model, sequence);
  return copies;
}

async function moveFates(connection: DuckDBConnection, product: Product): Promise<void> {
  const t = tables(product);
  const bronze = `SELECT b._partition, b._position, b.appended_at, c.first_position, b.source, b.id, to_json(b) AS document
    FROM ${t.bronze} b JOIN copies c ON b._partition = c._partition AND b._position = c._position WHERE NOT c.same_content`;
  await connection.run(`INSERT INTO ${t.quarantine} BY NAME
    SELECT _partition, _position, appended_at, 'quarantined'::fate AS fate, 'dedupe' AS stage,
      json_array(json_object('field', 'id', 'rule', 'id-conflict',
        'detail', 'position ' || first_position || ' holds this source and id with other content')) AS reasons,
      source, id, source AS key, '{}'::JSON AS headers, encode(document::VARCHAR) AS value
    FROM (${bronze})`);
  await connection.run(`UPDATE ${t.fates} f
    SET fate = (CASE WHEN c.same_content THEN 'duplicate' ELSE 'quarantined' END)::fate
    FROM copies c WHERE f.partition = c._partition AND f.position = c._position`);
  await connection.run(`UPDATE ${t.bronze} b SET _fate = 'duplicate'
    FROM copies c WHERE b._partition = c._partition AND b._position = c._position AND c.same_content`);
  await connection.run(`DELETE FROM ${t.bronze} b USING copies c
    WHERE b._partition = c._partition AND b._position = c._position AND NOT c.same_content`);
  await connection.run(`INSERT INTO pipeline.fate_dirty
    SELECT DISTINCT ${literal(product.name)}, _partition, date_trunc('minute', _appended_at) FROM copies`);
}

async function recomputeAround(
  connection: DuckDBConnection,
  product: Product,
  model: GoldModel,
  sequence: number,
): Promise<void> {
  const { silver, gold } = tables(product);
  const table = gold(model);
  if (model.materialise.kind === 'merge') {
    const keys = list(model.materialise.key);
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE touched AS ${modelOver(model, 'SELECT * FROM copies')}`,
    );
    await connection.run(`DELETE FROM ${table} WHERE (${keys}) IN (SELECT (${keys}) FROM touched)`);
    await connection.run(`INSERT INTO ${table} BY NAME
      SELECT * FROM (${modelOver(model, `SELECT * FROM ${silver}`)}) WHERE (${keys}) IN (SELECT (${keys}) FROM touched)`);
    return;
  }
  const { grain, time } = model.materialise;
  const rows = await rowsOf<{ start: number }>(
    connection,
    `SELECT DISTINCT epoch_ms(date_trunc('${grain}', ${ident(time)})) AS start FROM copies`,
  );
  const windows = rows.map((row) => row.start);
  for (const part of partsOf(model, windows, table))
    await connection.run(`DELETE FROM ${table} WHERE ${part}`);
  const again = rowsWithin(silver, time, spansOf(windows, GRAIN_MS[grain]));
  await connection.run(`INSERT INTO ${table} BY NAME ${modelOver(model, again)}`);
  await runAll(connection, ...publishStatements(product, model, sequence, windows));
}
