import { port, type Json, type Result } from '@dataforge/kernel';

export interface QueryColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'timestamp' | 'date' | 'json';
}

export interface QueryRequest {
  /** One SELECT over `gold.*` with named parameters `$name`. Whoever takes it from a caller has it checked first. */
  readonly sql: string;
  /** Bound, never spliced. Timestamps as ms since the epoch in `{ timestamp }`. */
  readonly parameters: Readonly<
    Record<string, string | number | boolean | null | { readonly timestamp: number }>
  >;
  /** The tables of gold that it reads, without schema. */
  readonly reads: readonly string[];
  readonly offset: number;
  readonly maxRows: number;
  /** Of the values in the answer, roughly as JSON. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Interrupts the query, or ends its waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** What is known of the tables that were read, from the same state of the lake as the rows. */
export interface GoldState {
  /** Another one for every content of the tables: it changes with each change of them, and perhaps more often. */
  readonly version: string;
  /** How far the products behind them had been read by event time, the smallest; ms since the epoch. */
  readonly watermark: number | null;
  /** Of the records of these products that have a fate, the share in quarantine; null without any. */
  readonly quarantinedShare: number | null;
}

export interface QueryRows {
  readonly columns: readonly QueryColumn[];
  /** Timestamps as RFC 3339 in UTC. */
  readonly rows: readonly (readonly Json[])[];
  /** True if rows were left out because of `maxRows` or `maxBytes`. */
  readonly more: boolean;
  /** Of the rows, as `maxBytes` counts. */
  readonly bytes: number;
  readonly gold: GoldState;
}

export const EXPORT_FORMATS = ['csv', 'ndjson', 'parquet'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** `limit`: rows that the caller is content with. More than `maxRows` or `maxBytes` without it is a failure, not a cut. */
export interface ExportRequest extends Omit<QueryRequest, 'offset'> {
  readonly format: ExportFormat;
  readonly limit?: number | undefined;
}

export interface QueryExport {
  readonly bytes: number;
  /** To be read to its end or cancelled: what is behind it is let go then. */
  readonly content: ReadableStream<Uint8Array>;
}

/**
 * `timeout`: interrupted at its limit. `busy`: too many wait already, or it has waited too long itself. `invalid`: the engine refused it.
 * `memory`: it took more than its share. `too-large`: its answer does. `cancelled`: the caller went away.
 */
export interface QueryFailure {
  readonly kind: 'timeout' | 'busy' | 'invalid' | 'memory' | 'too-large' | 'cancelled';
  readonly detail: string;
  /** With `invalid`, where it is the statement that is wrong. */
  readonly refusal?: SqlRefusal;
}

export interface StatementToCheck {
  readonly sql: string;
  /** The tables of gold that may be read, without schema. */
  readonly tables: ReadonlySet<string>;
  readonly parameters: QueryRequest['parameters'];
}

export interface CheckedStatement {
  /** The same for two texts of one statement. */
  readonly canonical: string;
  readonly reads: readonly string[];
  /** Its answer depends on when it is asked. */
  readonly ofTheMoment: boolean;
}

/** Why a statement is not run, with its place, from 1, where it is known. */
export interface SqlRefusal {
  readonly detail: string;
  readonly line?: number;
  readonly column?: number;
}

/** What a statement may name. */
export interface GoldDescription {
  /** Tables without schema. */
  readonly tables: readonly { readonly name: string; readonly columns: readonly QueryColumn[] }[];
  readonly functions: readonly string[];
}

/** Reads gold. One analytic query at a time, interrupted at its limits, on a connection that cannot write. */
export interface QueryEngine {
  /** Whether a statement that somebody sent may be run; to be asked before `run` and `export`. */
  check(statement: StatementToCheck): Promise<Result<CheckedStatement, SqlRefusal>>;
  run(request: QueryRequest): Promise<Result<QueryRows, QueryFailure>>;
  export(request: ExportRequest): Promise<Result<QueryExport, QueryFailure>>;
  /** The version that the tables have now. Waits for no query. */
  version(reads: readonly string[]): Promise<string>;
  /** What statements over these tables, without schema, may name. */
  describe(tables: readonly string[]): Promise<GoldDescription>;
}

export const QueryEngine = port<QueryEngine>('query.QueryEngine');
