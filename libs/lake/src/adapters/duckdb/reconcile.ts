import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { moveFates } from './fate-counts.ts';
import { tables } from './names.ts';
import { nextSequence } from './sequence.ts';
import { silverSince } from './silver-since.ts';
import { timestamp } from './sql.ts';
import { takeBack } from './take-back.ts';
import { rowsOf } from './writer.ts';

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
  const { silver } = tables(product);
  // What came too late for its day is left alone: it expires next, and gold cannot be computed without it.
  const since = `GREATEST(${timestamp(now - product.event.dedupeHorizonDays * DAY_MS)}, (${silverSince(product)}))`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE copies AS
    WITH suspects AS (SELECT * FROM ${silver} WHERE event_time >= ${since} AND _identity IN (
      SELECT _identity FROM ${silver} WHERE event_time >= ${since} GROUP BY _identity HAVING COUNT(*) > 1))
    SELECT *, FIRST_VALUE(_content) OVER same = _content AS _same_content,
      FIRST_VALUE(_partition) OVER same AS _first_partition, FIRST_VALUE(_position) OVER same AS _first_position
    FROM suspects
    WINDOW same AS (PARTITION BY source, id ORDER BY _partition, _position)
    QUALIFY row_number() OVER same > 1`);
  const found = await rowsOf<{ n: number }>(connection, 'SELECT COUNT(*) AS n FROM copies');
  const copies = found[0]?.n ?? 0;
  if (copies === 0) return 0;
  await quarantineConflicts(connection, product);
  await moveFates(
    connection,
    product,
    `SELECT _partition AS partition, _position AS position,
       CASE WHEN _same_content THEN 'duplicate' ELSE 'quarantined' END AS fate FROM copies`,
  );
  await moveRows(connection, product);
  const turn = { sequence: await nextSequence(connection), now };
  for (const model of product.gold) await takeBack(connection, product, model, 'copies', turn);
  return copies;
}

/**
 * The bytes that came are in the log or in landing; quarantine gets the row that was made of them, and says so. Where the row of
 * bronze has expired, as it can when an event is dated ahead, it is that of silver.
 */
async function quarantineConflicts(connection: DuckDBConnection, product: Product): Promise<void> {
  const { bronze, silver, quarantine } = tables(product);
  const place = (a: string, b: string) =>
    `${a}._partition = ${b}._partition AND ${a}._position = ${b}._position`;
  const detail = `'partition ' || c._first_partition || ', position ' || c._first_position
    || ' holds this source and id with other content; the value is the row of ' || zone || ', not the bytes that came'`;
  await connection.run(`INSERT INTO ${quarantine} BY NAME
    SELECT c._partition, c._position, c._appended_at AS appended_at, 'quarantined'::fate AS fate, 'dedupe' AS stage,
      json_array(json_object('field', 'id', 'rule', 'id-conflict', 'detail', ${detail})) AS reasons,
      c.source, c.id, c.source AS key, '{}'::JSON AS headers,
      encode((CASE zone WHEN 'bronze' THEN to_json(b) ELSE to_json(s) END)::VARCHAR) AS value
    FROM (copies c JOIN ${silver} s ON ${place('c', 's')}) LEFT JOIN ${bronze} b ON ${place('c', 'b')},
      LATERAL (SELECT CASE WHEN b._position IS NULL THEN 'silver' ELSE 'bronze' END AS zone)
    WHERE NOT c._same_content`);
}

async function moveRows(connection: DuckDBConnection, product: Product): Promise<void> {
  const { bronze, silver } = tables(product);
  const isCopy = (row: string) => `${row}._partition = c._partition AND ${row}._position = c._position`;
  await connection.run(
    `UPDATE ${bronze} b SET _fate = 'duplicate' FROM copies c WHERE ${isCopy('b')} AND c._same_content`,
  );
  await connection.run(`DELETE FROM ${bronze} b USING copies c WHERE ${isCopy('b')} AND NOT c._same_content`);
  await connection.run(`DELETE FROM ${silver} s USING copies c WHERE ${isCopy('s')}`);
}
