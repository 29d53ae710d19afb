import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { interruptWhen, type DuckDbClient } from '@dataforge/clients/duckdb';
import { err, ok, type Clock } from '@dataforge/kernel';
import { ORIGIN, type Position } from '@dataforge/events';
import type { Product } from '@dataforge/products';
import type { AppendSpan, FatedRecord, RecordReader, RecordScope } from '../../ports/record-reader.ts';
import { readProgress } from './fate-counts.ts';
import { tables } from './names.ts';
import { recordWindows } from './record-windows.ts';
import { literal, timestamp } from './sql.ts';
import { identityHash } from './staging.ts';
import { rowsOf, writerOn } from './writer.ts';

/** How long a span may be searched, ms. */
const MOST_SEARCH_MS = 5_000;

/** Single records, on a connection of their own, so that neither commits nor the ledger wait for them. */
export async function duckDbRecordReader(
  { client, clock }: { readonly client: DuckDbClient; readonly clock: Clock },
  {
    products,
    searchMs = MOST_SEARCH_MS,
  }: { readonly products: readonly Product[]; readonly searchMs?: number },
): Promise<RecordReader> {
  const turns = writerOn(await client.connect());
  const productOf = (name: string): Product => {
    const product = products.find((one) => one.name === name);
    if (!product) throw new Error(`No product is called ${name}`);
    return product;
  };
  return {
    records: (name, scope) =>
      turns.transaction(async (connection) => {
        const progress = await readProgress(connection, name);
        const refinedThrough =
          progress.find(({ partition }) => partition === scope.partition)?.next ?? ORIGIN;
        if (scope.fates?.length === 0 || scope.limit === 0) return { records: [], refinedThrough };
        const rows = await rowsOf<RecordRow>(connection, selectRecords(productOf(name), scope));
        return { records: rows.map((row) => recordOf(scope.partition, row)), refinedThrough };
      }),
    copies: (name, { source, id }, span) =>
      turns.exclusive(async (connection) => {
        const began = clock.now();
        const look = async () => (clock.now() - began >= searchMs ? ('timeout' as const) : undefined);
        const limit = interruptWhen(clock, { look, blind: 'timeout' }, () => connection.interrupt());
        const late = err({
          kind: 'timeout',
          detail: `The search was interrupted after ${searchMs} ms.`,
        } as const);
        try {
          const places = await boundRows(connection, selectCopies(productOf(name), span), { source, id });
          // What is interrupted can also end without an error, and would pass for all there is.
          return limit.reason() ? late : ok(places);
        } catch (error) {
          if (!limit.reason()) throw error;
          return late;
        } finally {
          await limit.end();
        }
      }),
    windows: (name, place) =>
      turns.transaction((connection) => recordWindows(connection, productOf(name), place)),
  };
}

interface RecordRow extends Record<'appendedAt' | 'refinedAt' | 'sequence' | 'eventTime', number | null> {
  readonly position: number;
  readonly fate: FatedRecord['fate'];
  readonly source: string | null;
  readonly id: string | null;
  readonly subject: string | null;
  readonly reasons: string | null;
}

/** A page of fates, and what bronze, quarantine and silver hold of it: each forgets by its own clock. */
function selectRecords(product: Product, scope: RecordScope): string {
  const { partition, first, end, fates, limit, from, to } = scope;
  const t = tables(product);
  const among = fates ? `AND fate::VARCHAR IN (${fates.map(literal).join(', ')})` : '';
  const held = (table: string, appendedAt: string, columns: string) =>
    `(SELECT _position, ${appendedAt} AS appended_at, ${columns} FROM ${table} WHERE _partition = ${partition}
       AND _position >= ${first} AND _position < ${end} AND ${isWithin(appendedAt, scope)})`;
  const either = (column: string) => `COALESCE(b.${column}, q.${column}, s.${column})`;
  return `WITH page AS MATERIALIZED (
      SELECT position, fate, refined_at, sequence FROM ${t.fates}
      WHERE partition = ${partition} AND position >= ${first} AND position < ${end}
        AND minute >= ${timestamp(from)} AND minute < ${timestamp(to)} ${among}
      ORDER BY position LIMIT ${limit})
    SELECT p.position, p.fate::VARCHAR AS fate, epoch_ms(p.refined_at) AS "refinedAt", p.sequence,
      epoch_ms(${either('appended_at')}) AS "appendedAt", ${either('source')} AS source, ${either('id')} AS id,
      b.subject, epoch_ms(COALESCE(b.event_time, s.event_time)) AS "eventTime", q.reasons::VARCHAR AS reasons
    FROM page p
    LEFT JOIN ${held(t.bronze, 'appended_at', 'source, id, subject, event_time')} b ON b._position = p.position
    LEFT JOIN ${held(t.quarantine, 'appended_at', 'source, id, reasons')} q ON q._position = p.position
    LEFT JOIN ${held(t.silver, '_appended_at', 'source, id, event_time')} s ON s._position = p.position
    ORDER BY p.position`;
}

function recordOf(partition: number, row: RecordRow): FatedRecord {
  const known = Object.entries(row).filter(([, value]) => value !== null);
  return {
    ...(Object.fromEntries(known) as unknown as FatedRecord),
    partition,
    ...(row.reasons !== null && { reasons: JSON.parse(row.reasons) as FatedRecord['reasons'] }),
  };
}

const isWithin = (column: string, { from, to }: AppendSpan): string =>
  `${column} >= ${timestamp(from)} AND ${column} < ${timestamp(to)}`;

/** Silver outlives bronze and knows its identities by their hash; what never came there is in quarantine. */
function selectCopies(product: Product, span: AppendSpan & { readonly limit: number }): string {
  const t = tables(product);
  const found = (table: string, appendedAt: string, condition = 'true') =>
    `SELECT _partition AS partition, _position AS position, ${appendedAt} AS appended_at FROM ${table}
     WHERE ${isWithin(appendedAt, span)} AND ${condition} AND source = $source AND id = $id`;
  return `SELECT partition, position, epoch_ms(appended_at) AS "appendedAt" FROM (
      ${found(t.bronze, 'appended_at')} UNION ${found(t.quarantine, 'appended_at')}
      UNION ${found(t.silver, '_appended_at', `_identity = ${identityHash('$source', '$id')}`)})
    ORDER BY appended_at, partition, position LIMIT ${span.limit}`;
}

async function boundRows(
  connection: DuckDBConnection,
  sql: string,
  values: Readonly<Record<string, DuckDBValue>>,
) {
  const reader = await connection.runAndReadAll(sql, { ...values });
  return reader.getRowsJS().map(([partition, position, appendedAt]) => ({
    partition: Number(partition),
    position: Number(position) as Position,
    appendedAt: Number(appendedAt),
  }));
}
