import { err, ok, type Clock, type Json, type Result } from '@dataforge/kernel';
import type { NamedQuery } from '@dataforge/products';
import { decodePageCursor, encodePageCursor } from '../domain/page-cursor.ts';
import { bindParameters, type BoundParameters, type ParameterFault } from '../domain/parameters.ts';
import type { QueryColumn, QueryEngine, QueryFailure, QueryRows } from '../ports/query-engine.ts';

export interface NamedQueryRequest {
  readonly query: string;
  /** As the caller gave them; checked here. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Rows in the page; default and most: `maxRows`. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface NamedQueryAnswer {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly Json[])[];
  /** How far the query's product had been read by event time before the query ran; ms since the epoch. */
  readonly watermark: number | null;
  /** From the call to the answer, waiting for other queries included. */
  readonly elapsedMs: number;
  readonly nextCursor?: string;
}

/** `refused`: the engine could not run the query with these values. */
export type NamedQueryFailure =
  | { readonly kind: 'unknown-query'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string; readonly faults: readonly ParameterFault[] }
  | { readonly kind: 'timeout' | 'busy' | 'refused'; readonly detail: string };

export type RunNamedQuery = (
  request: NamedQueryRequest,
) => Promise<Result<NamedQueryAnswer, NamedQueryFailure>>;

export interface NamedQueryConfig {
  readonly queries: readonly NamedQuery[];
  readonly maxRows: number;
  readonly timeoutMs: number;
}

/**
 * Runs one of the products' queries with the caller's parameters. Pages are cut by row number from the answer as
 * it is at the time of each page, so rows that arrive between two pages can move others.
 */
export const runNamedQuery =
  (
    { engine, clock }: { readonly engine: QueryEngine; readonly clock: Clock },
    { queries, maxRows, timeoutMs }: NamedQueryConfig,
  ): RunNamedQuery =>
  async (request) => {
    const started = clock.now();
    const query = queries.find(({ name }) => name === request.query);
    if (!query) return err(unknownQuery(request.query, queries));
    const checked = check(query, maxRows, request);
    if (!checked.ok) return checked;
    const { parameters, limit, offset } = checked.value;
    // Read before the query: the answer has seen at least this much.
    const watermark = await engine.watermark(query.product);
    const run = await engine.run({ sql: query.sql, parameters, offset, maxRows: limit, timeoutMs });
    if (!run.ok) return err(failureOf(run.error, timeoutMs));
    const { columns, rows, more }: QueryRows = run.value;
    return ok({
      columns,
      rows,
      watermark,
      elapsedMs: clock.now() - started,
      ...(more && { nextCursor: encodePageCursor(query.name, parameters, offset + rows.length) }),
    });
  };

const unknownQuery = (name: string, queries: readonly NamedQuery[]): NamedQueryFailure => ({
  kind: 'unknown-query',
  detail: `There is no query ${name}. Known are: ${queries.map((query) => query.name).join(', ') || '(none)'}.`,
});

interface Checked {
  readonly parameters: BoundParameters;
  readonly limit: number;
  readonly offset: number;
}

function check(
  query: NamedQuery,
  maxRows: number,
  { params, limit = maxRows, cursor }: NamedQueryRequest,
): Result<Checked, NamedQueryFailure> {
  const bound = bindParameters(query, params);
  const faults: ParameterFault[] = bound.ok ? [] : [...bound.error];
  if (!Number.isInteger(limit) || limit < 1 || limit > maxRows)
    faults.push({ field: 'limit', detail: `must be a whole number from 1 to ${maxRows}` });
  const offset = cursor === undefined || !bound.ok ? 0 : decodePageCursor(query.name, bound.value, cursor);
  if (offset === undefined)
    faults.push({
      field: 'cursor',
      detail: 'was not given out for this query with these params; ask again without a cursor',
    });
  if (bound.ok && offset !== undefined && faults.length === 0)
    return ok({ parameters: bound.value, limit, offset });
  const detail = faults.map((fault) => `${fault.field} ${fault.detail}`).join('; ');
  return err({ kind: 'invalid', detail: `${query.name} cannot be run: ${detail}.`, faults });
}

function failureOf({ kind, detail }: QueryFailure, timeoutMs: number): NamedQueryFailure {
  if (kind === 'timeout')
    return {
      kind,
      detail: `The query took longer than ${timeoutMs} ms and was interrupted; narrow the range.`,
    };
  if (kind === 'busy') return { kind, detail: `${detail} Ask again in a moment.` };
  return { kind: 'refused', detail: `The query cannot be run with these values. ${detail}` };
}
