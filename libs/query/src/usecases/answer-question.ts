import { canonicalJson, err, ok, type Clock, type Json, type Result } from '@dataforge/kernel';
import type { AnswerCache, HeldAnswer } from '../ports/answer-cache.ts';
import { decodePageCursor, encodePageCursor } from '../domain/page-cursor.ts';
import type { BoundParameters, ParameterFault } from '../domain/parameters.ts';
import type { QueryColumn, QueryEngine, QueryFailure, SqlRefusal } from '../ports/query-engine.ts';

/** A statement that may be run, with its values. */
export interface Question {
  /** Tells it from every other question: the name of a query, or the canonical text of a statement. */
  readonly key: string;
  /** As its asker knows it. */
  readonly title: string;
  readonly sql: string;
  readonly parameters: BoundParameters;
  /** The tables of gold that it reads, without schema. */
  readonly reads: readonly string[];
  /** Its answer depends on when it is asked. */
  readonly ofTheMoment: boolean;
}

export interface PageRequest {
  /** Rows in the page; 1,000 by default, `maxRows` at most. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** How old an answer may be, seconds; default 0: it has to be what gold holds now. */
  readonly maxAge?: number | undefined;
  /** Ends the waiting, or the query. */
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly Json[])[];
  readonly rowCount: number;
  /** How far the products that were read had been read by event time; ms since the epoch. */
  readonly watermark: number | null;
  /** Null where nothing is known of the quality of what was read. */
  readonly quality: { readonly quarantinedShare: number } | null;
  readonly cached: boolean;
  /** How long ago the answer was asked for first. */
  readonly cacheAgeMs: number;
  /** From the call to the answer, waiting for other queries included. */
  readonly elapsedMs: number;
  readonly nextCursor?: string;
}

/** `refused`: the engine could not run it, or not with these values, or it took too much. `not-allowed`: the statement is not to be run. */
export type AnswerFailure =
  | { readonly kind: 'unknown-query'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string; readonly faults: readonly ParameterFault[] }
  | { readonly kind: 'not-allowed'; readonly detail: string; readonly refusal: SqlRefusal }
  | { readonly kind: 'refused'; readonly detail: string; readonly refusal?: SqlRefusal }
  | { readonly kind: 'timeout' | 'busy' | 'cancelled'; readonly detail: string };

export type AnswerQuestion = (
  question: Question,
  request: PageRequest,
) => Promise<Result<Answer, AnswerFailure>>;

export interface AnswerPorts {
  readonly engine: QueryEngine;
  readonly clock: Clock;
  readonly cache: AnswerCache;
}

export interface AnswerLimits {
  readonly maxRows: number;
  /** Of a page, roughly as JSON. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * Gives pages of answers, from the cache if they are as fresh as asked for. Pages are cut by row number from the answer as
 * it is at the time of each page, so rows that arrive between two pages can move others. A page that many ask for at once,
 * as after a change of gold, is asked of the engine once for all who came before it was.
 */
export function answerQuestions(ports: AnswerPorts, limits: AnswerLimits): AnswerQuestion {
  const askOnce = askingOnce(ports);
  return async (question, request) => {
    const started = ports.clock.now();
    const page = pageOf(question, limits, request);
    if (!page.ok) return page;
    const { offset } = page.value;
    const key = canonicalJson([question.key, question.parameters, offset, page.value.limit]);
    const asked = await askOnce(question, key, request, () =>
      ask(ports, limits, question, page.value, request.signal),
    );
    if (!asked.ok) return err(failureOf(asked.error, limits.timeoutMs));
    const { rows, askedAt, cached } = asked.value;
    const now = ports.clock.now();
    const { watermark, quarantinedShare } = rows.gold;
    return ok({
      columns: rows.columns,
      rows: rows.rows,
      rowCount: rows.rows.length,
      watermark,
      quality: quarantinedShare === null ? null : { quarantinedShare },
      cached,
      cacheAgeMs: cached ? now - askedAt : 0,
      elapsedMs: now - started,
      ...(rows.more && {
        nextCursor: encodePageCursor(question.key, question.parameters, offset + rows.rows.length),
      }),
    });
  };
}

type Asked = Result<HeldAnswer & { readonly cached: boolean }, QueryFailure>;

/** Gives an answer that is held, or that is being asked for since the question came, before it asks for one. */
function askingOnce(ports: AnswerPorts) {
  const underWay = new Map<string, { readonly number: number; readonly answer: Promise<Asked> }>();
  let begun = 0;
  return async (
    question: Question,
    key: string,
    { maxAge = 0, signal }: PageRequest,
    askEngine: () => Promise<Result<HeldAnswer, QueryFailure>>,
  ): Promise<Asked> => {
    const begin = async (): Promise<Asked> => {
      const answer = await askEngine();
      if (!answer.ok) return answer;
      await ports.cache.put(key, answer.value);
      return ok({ ...answer.value, cached: false });
    };
    const came = begun;
    for (;;) {
      const held = await fresh(ports, question, await ports.cache.get(key), maxAge);
      if (held) return ok({ ...held, cached: true });
      const other = question.ofTheMoment ? undefined : underWay.get(key);
      if (!other) {
        const mine = { number: (begun += 1), answer: begin() };
        underWay.set(key, mine);
        return mine.answer.finally(() => underWay.get(key) === mine && underWay.delete(key));
      }
      const answer = await unlessAborted(other.answer, signal);
      if (answer === undefined) return err({ kind: 'cancelled', detail: 'The caller went away.' });
      // One that began before the question came may not have seen what its asker knows of; another's caller may go away.
      if (other.number > came && (answer.ok || answer.error.kind !== 'cancelled')) return answer;
    }
  };
}

/** Undefined where the signal aborts first. */
async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (!signal) return promise;
  if (signal.aborted) return undefined;
  let stop: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop));
}

/** The version is read after the question came, so that an answer from before a change it may know of is not given. */
async function fresh(
  { engine, clock }: AnswerPorts,
  { reads, ofTheMoment }: Question,
  held: HeldAnswer | undefined,
  maxAge: number,
): Promise<HeldAnswer | undefined> {
  if (!held) return undefined;
  if (clock.now() - held.askedAt < maxAge * 1_000) return held;
  if (ofTheMoment) return undefined;
  return (await engine.version(reads)) === held.rows.gold.version ? held : undefined;
}

async function ask(
  { engine, clock }: AnswerPorts,
  { maxBytes, timeoutMs }: AnswerLimits,
  { sql, parameters, reads }: Question,
  { offset, limit }: Page,
  signal: AbortSignal | undefined,
): Promise<Result<HeldAnswer, QueryFailure>> {
  const askedAt = clock.now();
  const run = await engine.run({
    sql,
    parameters,
    reads,
    offset,
    maxRows: limit,
    maxBytes,
    timeoutMs,
    signal,
  });
  return run.ok ? ok({ rows: run.value, askedAt }) : run;
}

interface Page {
  readonly limit: number;
  readonly offset: number;
}

const USUAL_ROWS = 1_000;

function pageOf(
  question: Question,
  { maxRows }: AnswerLimits,
  { limit = Math.min(USUAL_ROWS, maxRows), cursor }: PageRequest,
): Result<Page, AnswerFailure> {
  const faults = [...limitFaults(limit, maxRows)];
  const offset = cursor === undefined ? 0 : decodePageCursor(question.key, question.parameters, cursor);
  if (offset === undefined)
    faults.push({
      field: 'cursor',
      detail: 'was not given out for this query with these params; ask again without a cursor',
    });
  return offset === undefined || faults.length > 0
    ? err(invalid(question.title, faults))
    : ok({ limit, offset });
}

export const limitFaults = (limit: number | undefined, maxRows: number): readonly ParameterFault[] =>
  limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= maxRows)
    ? []
    : [{ field: 'limit', detail: `must be a whole number from 1 to ${maxRows}` }];

export function invalid(title: string, faults: readonly ParameterFault[]): AnswerFailure {
  const detail = faults.map((fault) => `${fault.field} ${fault.detail}`).join('; ');
  return { kind: 'invalid', detail: `${title} cannot be run: ${detail}.`, faults };
}

export function failureOf({ kind, detail, refusal }: QueryFailure, timeoutMs: number): AnswerFailure {
  switch (kind) {
    case 'timeout':
      return {
        kind,
        detail: `The query took longer than ${timeoutMs} ms and was interrupted; narrow the range.`,
      };
    case 'busy':
      return { kind, detail: `${detail} Ask again in a moment.` };
    case 'cancelled':
      return { kind, detail };
    case 'memory':
      return {
        kind: 'refused',
        detail:
          'The query took more memory than one may and was stopped; read fewer rows, or collect and group less.',
      };
    case 'too-large':
      return { kind: 'refused', detail: `${detail} Select less of it, or aggregate it.` };
    case 'invalid':
      return refusal
        ? { kind: 'refused', detail: `The statement cannot be run. ${refusal.detail}`, refusal }
        : { kind: 'refused', detail: `The query cannot be run with these values. ${detail}` };
  }
}
