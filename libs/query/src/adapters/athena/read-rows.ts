import { GetQueryResultsCommand, type ColumnInfo, type Row } from '@aws-sdk/client-athena';
import type { Athena } from '@dataforge/clients/athena';
import type { Json } from '@dataforge/kernel';
import type { QueryColumn, QueryRows } from '../../ports/query-engine.ts';
import { columnType, columnValue } from './column-values.ts';

/** What GetQueryResults gives at once. */
const PAGE_ROWS = 1_000;

export interface ReadLimits {
  /** Rows that come before. */
  readonly skip: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** An answer's columns and rows, page by page as they are asked for. */
export async function* pagesOf(
  client: Athena,
  QueryExecutionId: string,
): AsyncGenerator<{ readonly columns: readonly QueryColumn[]; readonly rows: readonly (readonly Json[])[] }> {
  let NextToken: string | undefined;
  let isFirst = true;
  do {
    const page = await client.sdk().send(
      new GetQueryResultsCommand({
        QueryExecutionId,
        MaxResults: PAGE_ROWS,
        ...(NextToken && { NextToken }),
      }),
    );
    const columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(columnOf);
    const rows = page.ResultSet?.Rows ?? [];
    // The first row of a SELECT's answer are the names of its columns.
    yield { columns, rows: rows.slice(isFirst ? 1 : 0).map((row) => valuesOf(row, columns)) };
    isFirst = false;
    NextToken = page.NextToken;
  } while (NextToken);
}

/** Reads rows of an answer up to its limits; what is beyond them is left out. */
export async function readRows(
  client: Athena,
  execution: string,
  { skip, maxRows, maxBytes }: ReadLimits,
): Promise<Omit<QueryRows, 'gold'>> {
  const rows: (readonly Json[])[] = [];
  let columns: readonly QueryColumn[] = [];
  let [bytes, before] = [0, skip];
  for await (const page of pagesOf(client, execution)) {
    columns = page.columns;
    for (const row of page.rows) {
      before -= 1;
      if (before >= 0) continue;
      const size = sizeOf(row);
      if (rows.length === maxRows || bytes + size > maxBytes) return { columns, rows, more: true, bytes };
      rows.push(row);
      bytes += size;
    }
  }
  return { columns, rows, more: false, bytes };
}

const columnOf = ({ Name = '', Type = '' }: ColumnInfo): QueryColumn => ({
  name: Name,
  type: columnType(Type),
});

const valuesOf = ({ Data = [] }: Row, columns: readonly QueryColumn[]): readonly Json[] =>
  columns.map(({ type }, index) => columnValue(Data[index]?.VarCharValue, type));

/** About what a row takes as JSON. */
const sizeOf = (row: readonly Json[]): number =>
  row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length + 3 : 8), 2);
