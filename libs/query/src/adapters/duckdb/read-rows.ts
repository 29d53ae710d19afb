import {
  DuckDBListVector,
  DuckDBStructVector,
  type DuckDBDataChunk,
  type DuckDBMaterializedResult,
  type DuckDBPreparedStatement,
  type DuckDBType,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { Json } from '@dataforge/kernel';
import type { QueryColumn, QueryRows } from '../../ports/query-engine.ts';
import { columnType, columnValue } from './json-values.ts';

export interface ReadLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
}

/**
 * Runs a statement that is limited to one row more than `maxRows`. The result is taken whole: a streamed one ends
 * without an error when it is interrupted or fails on the way, and would pass for a complete answer. Rows beyond
 * `maxBytes` are left out; there are no rows if the first alone is beyond it.
 */
export async function readRows(
  statement: DuckDBPreparedStatement,
  { maxRows, maxBytes }: ReadLimits,
): Promise<Omit<QueryRows, 'gold'>> {
  const result = await statement.run();
  const rows: (readonly Json[])[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(result))
    for (const row of chunk) {
      const size = sizeOf(row);
      if (rows.length === maxRows || bytes + size > maxBytes)
        return { columns: columnsOf(result), rows, more: true, bytes };
      rows.push(row);
      bytes += size;
    }
  return { columns: columnsOf(result), rows, more: false, bytes };
}

export function columnsOf(result: DuckDBMaterializedResult): readonly QueryColumn[] {
  const names = result.columnNames();
  return result
    .columnTypes()
    .map((type, index) => ({ name: names[index] as string, type: columnType(type) }));
}

/** A value that is not to be made: it would hold the process up. */
export class ValueTooLarge extends Error {}

/** Entries of the lists in one value. */
const MOST_ENTRIES = 100_000;

/** The rows of a result, as JSON can carry them, a few thousand at a time and each made when it is asked for. */
export async function* chunksOf(result: DuckDBMaterializedResult): AsyncGenerator<Iterable<readonly Json[]>> {
  const types = result.columnTypes();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield rowsOf(chunk, types);
  }
}

function* rowsOf(chunk: DuckDBDataChunk, types: readonly DuckDBType[]): Generator<readonly Json[]> {
  const columns = types.map((type, index) => ({ type, vector: chunk.getColumnVector(index) }));
  for (let row = 0; row < chunk.rowCount; row += 1)
    yield columns.map(({ type, vector }) => {
      if (entriesIn(vector, row) > MOST_ENTRIES)
        throw new ValueTooLarge(`A value has more than ${MOST_ENTRIES} entries.`);
      return columnValue(vector.getItem(row), type);
    });
}

/** Counted without making any of them, and no further than `MOST_ENTRIES`. */
function entriesIn(vector: DuckDBVector, row: number): number {
  if (vector instanceof DuckDBStructVector)
    return vector.type.entryTypes.reduce(
      (sum, _type, index) => sum + entriesIn(vector.entryVectorAt(index), row),
      0,
    );
  if (!(vector instanceof DuckDBListVector)) return 0;
  const [offset, length] = [vector.getEntryOffset(row), vector.getEntryLength(row)];
  let entries = length;
  for (let at = 0; at < length && entries <= MOST_ENTRIES; at += 1)
    entries += entriesIn(vector.childVector, offset + at);
  return entries;
}

/** About what a value takes as JSON. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 8;
  const entries: readonly Json[] = Array.isArray(value) ? value : Object.entries(value).flat();
  return entries.reduce<number>((sum, entry) => sum + sizeOf(entry), 2);
}
