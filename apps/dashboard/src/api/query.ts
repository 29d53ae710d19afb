import { postQuery, type QueryAnswer } from '@dataforge/api-client';

export type ParameterValue = string | number | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A product's named query, or a statement of one's own, with its values. */
export type Question =
  | { readonly query: string; readonly params: Parameters }
  | { readonly sql: string; readonly params: Parameters };

export type QueryRow = QueryAnswer['rows'][number];

/** The rows that were had, in however many pages, and what they are made of. */
export type AnswerRows = Pick<QueryAnswer, 'columns' | 'rows'>;

export interface AnswerOptions {
  /** Rows that are wanted, over as many pages as it takes. */
  readonly limit: number;
  /** How old a cached answer may be, seconds. */
  readonly maxAge: number;
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Asks until there are `limit` rows or no more: a page ends early at the server's limit of bytes. What is told beside the rows is of the first page. */
export async function ask(question: Question, options: AnswerOptions): Promise<QueryAnswer> {
  const { limit, maxAge, signal } = options;
  const page = async (cursor: string | undefined, rows: number) => {
    const body = { ...question, limit: rows, maxAge, ...(cursor !== undefined && { cursor }) };
    return (await postQuery({ body, ...(signal && { signal }), throwOnError: true })).data;
  };
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

export const FILE_TYPES = ['csv', 'ndjson', 'parquet'] as const;

export type FileType = (typeof FILE_TYPES)[number];

/** The whole answer as a file, as the server writes it. */
export async function askForFile(question: Question, format: FileType): Promise<Blob> {
  const asked = { body: question, query: { format }, parseAs: 'stream', throwOnError: true } as const;
  return (await postQuery(asked)).response.blob();
}
