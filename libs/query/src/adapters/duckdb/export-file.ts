import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DuckDBConnection } from '@duckdb/node-api';
import { err, ok, type Json, type Result } from '@dataforge/kernel';
import { csvRecord } from '../../domain/csv.ts';
import type { ExportRequest, QueryColumn, QueryExport, QueryFailure } from '../../ports/query-engine.ts';
import { statementAround } from './page-statement.ts';
import { chunksOf, columnsOf } from './read-rows.ts';

const PREFIX = 'export-';

/** Names files of the staging folder that nobody else does; what a process before this one left there is deleted. */
export function exportFiles(stagingDir: string): () => string {
  mkdirSync(stagingDir, { recursive: true });
  for (const left of readdirSync(stagingDir).filter((name) => name.startsWith(PREFIX)))
    rmSync(join(stagingDir, left), { force: true });
  let count = 0;
  return () => {
    count += 1;
    return join(stagingDir, `${PREFIX}${process.pid}-${count}`);
  };
}

/** Bytes of a file that is being written; none before it is there. */
export const sizeSoFar = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Writes the answer into the file, which the statement cannot name: it is inside ours. */
export async function writeExport(
  connection: DuckDBConnection,
  request: ExportRequest,
  path: string,
): Promise<Result<void, QueryFailure>> {
  const { format, maxRows, limit, maxBytes } = request;
  const page = (select: string) => `SELECT * FROM ${select} AS answer LIMIT ${limit ?? maxRows + 1}`;
  const copy = (select: string) =>
    `COPY (${page(select)}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`;
  const statement = await statementAround(connection, request, format === 'parquet' ? copy : page);
  if (!statement.ok) return err({ kind: 'invalid', detail: statement.error });
  const result = await statement.value.run();
  const rows = format === 'parquet' ? result.rowsChanged : result.rowCount;
  if (rows > maxRows) return tooLarge(`more than ${maxRows} rows`);
  if (format !== 'parquet') {
    const textOf = format === 'csv' ? csvText : ndjsonText;
    const written = await writeText(path, textOf(columnsOf(result), chunksOf(result)), maxBytes);
    if (!written) return tooLarge(`more than ${maxBytes} bytes`);
  }
  return (await sizeSoFar(path)) > maxBytes ? tooLarge(`more than ${maxBytes} bytes`) : ok(undefined);
}

const tooLarge = (what: string): Result<never, QueryFailure> =>
  err({ kind: 'too-large', detail: `The answer has ${what}.` });

type Chunks = AsyncIterable<Iterable<readonly Json[]>>;

async function* csvText(columns: readonly QueryColumn[], chunks: Chunks): AsyncGenerator<string> {
  yield csvRecord(columns.map(({ name }) => name));
  yield* pieces(chunks, csvRecord);
}

function ndjsonText(columns: readonly QueryColumn[], chunks: Chunks): AsyncGenerator<string> {
  const names = columns.map(({ name }) => JSON.stringify(name));
  return pieces(
    chunks,
    (row) => `{${row.map((value, at) => `${names[at]}:${JSON.stringify(value)}`).join(',')}}\n`,
  );
}

const PIECE_CHARACTERS = 64 * 1024;

/** The rows as text, never much more of it at once than a row or a piece. */
async function* pieces(chunks: Chunks, line: (row: readonly Json[]) => string): AsyncGenerator<string> {
  let text = '';
  for await (const rows of chunks)
    for (const row of rows) {
      text += line(row);
      if (text.length < PIECE_CHARACTERS) continue;
      yield text;
      text = '';
    }
  yield text;
}

/** False if it is more than `maxBytes`. */
async function writeText(path: string, pieces: AsyncIterable<string>, maxBytes: number): Promise<boolean> {
  const file = await open(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const text of pieces) {
      bytes += (await file.write(text)).bytesWritten;
      if (bytes > maxBytes) return false;
    }
    return true;
  } finally {
    await file.close();
  }
}

/** The file's content; the file is gone when it was read, or is cancelled. */
export async function contentOf(path: string): Promise<QueryExport> {
  const bytes = await sizeSoFar(path);
  const file = createReadStream(path);
  file.once('close', () => void rm(path, { force: true }));
  return { bytes, content: Readable.toWeb(file) as ReadableStream<Uint8Array> };
}
