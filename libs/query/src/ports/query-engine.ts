import { port, type Json, type Result } from '@dataforge/kernel';

export interface QueryColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'timestamp' | 'date' | 'json';
}

export interface QueryRequest {
  /** One SELECT over `gold.*` with named parameters `$name`. */
  readonly sql: string;
  /** Bound, never spliced. Timestamps as ms since the epoch in `{ timestamp }`. */
  readonly parameters: Readonly<
    Record<string, string | number | boolean | null | { readonly timestamp: number }>
  >;
  readonly offset: number;
  readonly maxRows: number;
  readonly timeoutMs: number;
}

export interface QueryRows {
  readonly columns: readonly QueryColumn[];
  /** Timestamps as RFC 3339 in UTC. */
  readonly rows: readonly (readonly Json[])[];
  /** True if rows were left out because of `maxRows`. */
  readonly more: boolean;
}

/** `timeout`: interrupted at its limit. `busy`: waited too long behind another query. `invalid`: the engine refused it. */
export interface QueryFailure {
  readonly kind: 'timeout' | 'busy' | 'invalid';
  readonly detail: string;
}

/** Reads gold. One analytic query at a time, interrupted at its limit, on a connection that cannot write. */
export interface QueryEngine {
  run(request: QueryRequest): Promise<Result<QueryRows, QueryFailure>>;
  /** The smallest watermark (ms) of a product's partitions that are not idle; null while nothing was read. */
  watermark(product: string): Promise<number | null>;
}

export const QueryEngine = port<QueryEngine>('query.QueryEngine');
