import { err, ok, type Result } from '@dataforge/kernel';
import type { BoundParameters, ParameterFault } from '../domain/parameters.ts';
import {
  answerQuestions,
  invalid,
  limitFaults,
  type Answer,
  type AnswerFailure,
  type AnswerLimits,
  type AnswerPorts,
  type PageRequest,
  type Question,
} from './answer-question.ts';

export interface SqlQuestion {
  /** As the caller wrote it; checked here. */
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly limit?: number | undefined;
}

export interface SqlRequest extends SqlQuestion, PageRequest {}

export type RunSql = (request: SqlRequest) => Promise<Result<Answer, AnswerFailure>>;

export interface SqlConfig extends AnswerLimits {
  /** The tables of gold that may be read, without schema. */
  readonly tables: readonly string[];
}

/** Runs a statement of the caller's over gold, if everything in it is allowed. */
export function runSql(ports: AnswerPorts, config: SqlConfig): RunSql {
  const questionOf = sqlQuestions(ports, config);
  const answer = answerQuestions(ports, config);
  return async (request) => {
    const question = await questionOf(request);
    return question.ok ? answer(question.value, request) : question;
  };
}

const TITLE = 'The statement';

/** Checks the statement and its values. */
export function sqlQuestions(
  { engine }: Pick<AnswerPorts, 'engine'>,
  { tables, maxRows }: Pick<SqlConfig, 'tables' | 'maxRows'>,
) {
  const known = new Set(tables);
  return async ({ sql, params, limit }: SqlQuestion): Promise<Result<Question, AnswerFailure>> => {
    const values = valuesOf(params);
    if (!values.ok) return err(invalid(TITLE, [...values.error, ...limitFaults(limit, maxRows)]));
    const parameters = values.value;
    const checked = await engine.check({ sql, tables: known, parameters });
    if (!checked.ok)
      return err({
        kind: 'not-allowed',
        detail: `The statement is not run. ${checked.error.detail}`,
        refusal: checked.error,
      });
    const { canonical, reads, ofTheMoment } = checked.value;
    return ok({ key: `sql ${canonical}`, title: TITLE, sql, parameters, reads, ofTheMoment });
  };
}

/** A statement declares no types, so a value is bound as what it is in JSON; the statement casts it where it has to. */
function valuesOf(
  params: Readonly<Record<string, unknown>>,
): Result<BoundParameters, readonly ParameterFault[]> {
  const entries = Object.entries(params).map(([name, value]) => [name, value, isValue(value)] as const);
  const faults = entries
    .filter(([, , fits]) => !fits)
    .map(([name]) => ({ field: `params.${name}`, detail: 'must be a string, a number, a boolean or null' }));
  return faults.length > 0
    ? err(faults)
    : ok(Object.fromEntries(entries.map(([name, value]) => [name, value])) as BoundParameters);
}

const isValue = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
