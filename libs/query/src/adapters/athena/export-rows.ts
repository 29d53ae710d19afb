import { Readable } from 'node:stream';
import type { Athena } from '@dataforge/clients/athena';
import { err, ok, type Json, type Result } from '@dataforge/kernel';
import { csvRecord } from '../../domain/csv.ts';
import type { ExportRequest, QueryColumn, QueryExport, QueryFailure } from '../../ports/query-engine.ts';
import { pagesOf } from './read-rows.ts';

/** The whole answer as text, or that it is too large; never more of it in memory than it may have. */
export async function exportRows(
  client: Athena,
  execution: string,
  { format, maxRows, maxBytes }: Pick<ExportRequest, 'format' | 'maxRows' | 'maxBytes'>,
): Promise<Result<QueryExport, QueryFailure>> {
  const line = format === 'csv' ? csvLine : ndjsonLine;
  const pieces: Buffer[] = [];
  let [bytes, count] = [0, 0];
  for await (const { columns, rows } of pagesOf(client, execution)) {
    const heading = format === 'csv' && pieces.length === 0 ? csvRecord(columns.map(({ name }) => name)) : '';
    const piece = Buffer.from(heading + rows.map((row) => line(columns, row)).join(''));
    pieces.push(piece);
    bytes += piece.byteLength;
    count += rows.length;
    if (count > maxRows) return tooLarge(`more than ${maxRows} rows`);
    if (bytes > maxBytes) return tooLarge(`more than ${maxBytes} bytes`);
  }
  return ok({
    bytes,
    content: Readable.toWeb(Readable.from(pieces)) as ReadableStream<Uint8Array>,
  });
}

const csvLine = (_columns: readonly QueryColumn[], row: readonly Json[]): string => csvRecord(row);

const ndjsonLine = (columns: readonly QueryColumn[], row: readonly Json[]): string =>
  `${JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])))}\n`;

const tooLarge = (what: string): Result<never, QueryFailure> =>
  err({ kind: 'too-large', detail: `The answer has ${what}.` });
