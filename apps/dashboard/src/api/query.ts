import { request, send } from './request.ts';

export type ParameterValue = string | number | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A product's named query, or a statement of one's own, with its values. */
export type Question =
  | { readonly query: string; readonly params: Parameters }
  | { readonly sql: string; readonly params: Parameters };

export interface QueryColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'timestamp' | 'date' | 'json';
}

export type QueryRow = readonly unknown[];

/** As `POST /query` tells it. */
export interface QueryAnswer {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly QueryRow[];
  readonly watermark: string | null;
  /** Of the records of what was read, the share in quarantine; null where nothing is known. */
  readonly quality: { readonly quarantinedShare: number } | null;
  readonly cached: boolean;
  readonly cacheAgeMs: number;
  readonly elapsedMs: number;
  /** There are more rows. */
  readonly nextCursor?: string;
}

export interface AnswerOptions {
  /** Rows that are wanted, over as many pages as it takes. */
  readonly limit: number;
  /** How old a cached answer may be, seconds. */
  readonly maxAge: number;
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Rows that the server gives at once. */
const PAGE_ROWS = 10_000;

/** Asks page after page until there are `limit` rows or no more. What is told beside the rows is of the first page. */
export async function ask(question: Question, options: AnswerOptions): Promise<QueryAnswer> {
  const { limit, maxAge, signal } = options;
  const page = (cursor: string | undefined, rows: number) =>
    request<QueryAnswer>('/query', {
      method: 'POST',
      body: {
        ...question,
        limit: Math.min(PAGE_ROWS, rows),
        maxAge,
        ...(cursor !== undefined && { cursor }),
      },
      signal,
    });
  const { nextCursor, ...first } = await page(options.cursor, limit);
  const rows = [...first.rows];
  let { elapsedMs } = first;
  let cursor = nextCursor;
  while (cursor !== undefined && rows.length < limit) {
    const next = await page(cursor, limit - rows.length);
    for (const row of next.rows) rows.push(row);
    elapsedMs += next.elapsedMs;
    cursor = next.nextCursor;
  }
  return { ...first, rows, elapsedMs, ...(cursor !== undefined && { nextCursor: cursor }) };
}

export const FILE_TYPES = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
} as const;

export type FileType = keyof typeof FILE_TYPES;

/** The whole answer as a file, as the server writes it. */
export async function askForFile(question: Question, type: FileType): Promise<Blob> {
  return (await send('/query', { method: 'POST', body: question, accept: FILE_TYPES[type] })).blob();
}
