import { connect } from './client.ts';
import { CliFailure, EXIT } from './exit.ts';
import { table } from './table.ts';

export interface QueryOptions {
  readonly param: readonly string[];
  readonly limit: number;
  readonly csv?: boolean;
  readonly url?: string;
  readonly json?: boolean;
}

interface Answer {
  readonly columns: readonly { name: string; type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly watermark: string | null;
  readonly elapsedMs: number;
  readonly nextCursor?: string;
}

/** Runs a named query and prints its rows; what is known of the answer goes to stderr. */
export async function query(name: string, options: QueryOptions): Promise<void> {
  const client = await connect(options, 'viewer');
  const answer = await client.json<Answer>('POST', '/query', {
    query: name,
    params: parametersOf(options.param),
    limit: options.limit,
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return;
  }
  const head = answer.columns.map((column) => column.name);
  process.stdout.write(
    options.csv
      ? csv(head, answer.rows)
      : table(
          head,
          answer.rows.map((row) => row.map(cell)),
        ),
  );
  const more = answer.nextCursor === undefined ? '' : '; there are more: raise --limit';
  process.stderr.write(
    `${answer.rows.length} rows in ${answer.elapsedMs} ms, read up to ${answer.watermark ?? 'nothing yet'}${more}\n`,
  );
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

/** RFC 4180; a text that a spreadsheet would take for a formula is quoted with an apostrophe. */
export function csv(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const field = (value: unknown): string => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : cell(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
