import type { DuckDBConnection } from '@duckdb/node-api';
import { goldTable, type Product } from '@dataforge/products';
import type { FateCount } from '../../ports/refine-store.ts';
import { readFateCounts } from './fate-counts.ts';
import { ident } from './sql.ts';
import { productWatermark } from './watermark.ts';
import { rowsOf } from './writer.ts';

/** What is known of the products behind gold tables. */
export interface GoldState {
  /** The smallest of the products' watermarks, ms; null while one of them has none. */
  readonly watermark: number | null;
  /** Of the products' records that have a fate, the share in quarantine; null without any. */
  readonly quarantinedShare: number | null;
}

/**
 * Tells what gold tables are at, in the transaction that a connection is in. What writes into gold counts the sequence
 * up in the same transaction; retention alone does not, but it only deletes, so that the number of rows tells.
 */
export function duckDbGoldReader(products: readonly Product[]) {
  const tables = new Map(
    products.flatMap((product) =>
      product.gold.map((model) => [goldTable(product.name, model.name), product] as const),
    ),
  );
  const counts = [...tables.keys()].map(
    (table) => `(SELECT COUNT(*) FROM gold.${ident(table)}) AS ${ident(table)}`,
  );

  async function versions(connection: DuckDBConnection): Promise<ReadonlyMap<string, string>> {
    const [row] = await rowsOf<Record<string, number>>(
      connection,
      `SELECT ${['sequence', ...counts].join(', ')} FROM pipeline.counter`,
    );
    return new Map(
      [...tables.keys()].map((table) => [table, `${row?.['sequence']}:${row?.[table]}`] as const),
    );
  }

  async function state(connection: DuckDBConnection, reads: readonly string[]): Promise<GoldState> {
    const watermarks: (number | null)[] = [];
    const fates: FateCount[] = [];
    for (const product of new Set(reads.flatMap((table) => tables.get(table) ?? []))) {
      watermarks.push(await watermarkOf(connection, product));
      fates.push(...(await readFateCounts(connection, product, false)));
    }
    const records = sum(fates);
    const quarantined = sum(fates.filter(({ fate }) => fate === 'quarantined'));
    return {
      watermark: watermarks.reduce(smallest, watermarks[0] ?? null),
      quarantinedShare: records === 0 ? null : quarantined / records,
    };
  }

  return { versions, state };
}

const sum = (counts: readonly FateCount[]): number => counts.reduce((all, count) => all + count.records, 0);

const smallest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b);

async function watermarkOf(connection: DuckDBConnection, { name }: Product): Promise<number | null> {
  const rows = await rowsOf<{ ms: number | null }>(
    connection,
    `SELECT epoch_ms((${productWatermark(name)})) AS ms`,
  );
  return rows[0]?.ms ?? null;
}
