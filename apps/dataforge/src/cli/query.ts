import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@dataforge/kernel';
import type { ExportFormat } from '@dataforge/query';
import { connect, failureOf, type Client } from './client.ts';
import { CliFailure, EXIT } from './exit.ts';
import { table } from './table.ts';

export interface QueryOptions {
  readonly sql?: string;
  readonly param: readonly string[];
  readonly limit?: number;
  readonly format?: ExportFormat;
  readonly csv?: boolean;
  readonly output?: string;
  readonly url?: string;
  readonly json?: boolean;
}

interface Answer {
  readonly columns: readonly { name: string; type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly watermark: string | null;
  readonly quality: { readonly quarantinedShare: number } | null;
  readonly cached: boolean;
  readonly cacheAgeMs: number;
  readonly elapsedMs: number;
  readonly nextCursor?: string;
}

/** How many rows are printed as a table, or as JSON, when nobody says. */
const PRINTED_ROWS = 1_000;

/** Runs a named query, or a statement of the caller's own, and prints its rows or writes them to a file. */
export async function query(name: string | undefined, options: QueryOptions): Promise<void> {
  const { sql, limit, json } = options;
  if ((name === undefined) === (sql === undefined))
    throw new CliFailure('Give either the name of a query or --sql with a statement.', EXIT.usage);
  const format = formatOf(options);
  const asked = {
    ...(sql === undefined ? { query: name } : { sql }),
    params: parametersOf(options.param),
    ...(limit !== undefined && { limit }),
  };
  const client = await connect(options, sql === undefined ? 'viewer' : 'analyst');
  if (format) return download(client, asked, format, options.output);
  const answer = await client.json<Answer>('POST', '/query', { limit: PRINTED_ROWS, ...asked });
  if (json) process.stdout.write(`${JSON.stringify(answer)}\n`);
  else print(answer);
}

function formatOf({ format, csv, output, json }: QueryOptions): ExportFormat | undefined {
  const chosen = format ?? (csv ? 'csv' : undefined);
  if (chosen && json) throw new CliFailure('--json and --format exclude each other.', EXIT.usage);
  if (output !== undefined && !chosen)
    throw new CliFailure('--output needs --format: csv, ndjson or parquet.', EXIT.usage);
  if (chosen === 'parquet' && output === undefined)
    throw new CliFailure('Parquet is no text: say where to with --output <file>.', EXIT.usage);
  return chosen;
}

async function download(
  client: Client,
  asked: unknown,
  format: ExportFormat,
  output: string | undefined,
): Promise<void> {
  const response = await client.send('POST', `/query?format=${format}`, {
    type: 'application/json',
    content: JSON.stringify(asked),
  });
  if (!response.ok || !response.body) throw await failureOf(response);
  const content = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  if (output === undefined) return pipeline(content, process.stdout, { end: false });
  await pipeline(content, createWriteStream(output)).catch((error: unknown) => {
    throw new CliFailure(`${output} was not written whole: ${messageOf(error)}`);
  });
}

/** The rows go to stdout, what is known of them to stderr. */
function print({ columns, rows, ...answer }: Answer): void {
  process.stdout.write(
    table(
      columns.map((column) => column.name),
      rows.map((row) => row.map(cell)),
    ),
  );
  const known = [
    `${rows.length} rows in ${answer.elapsedMs} ms`,
    ...(answer.cached ? [`from the cache, ${(answer.cacheAgeMs / 1_000).toFixed(1)} s old`] : []),
    `read up to ${answer.watermark ?? 'nothing yet'}`,
    ...(answer.quality ? [`${(answer.quality.quarantinedShare * 100).toFixed(2)} % in quarantine`] : []),
  ];
  const more = answer.nextCursor === undefined ? '' : '; there are more: raise --limit';
  process.stderr.write(`${known.join(', ')}${more}\n`);
}

export function parametersOf(given: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new CliFailure(`--param is name=value, given ${text}.`, EXIT.usage);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

const cell = (value: unknown): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
