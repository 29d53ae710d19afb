import { err, ok, type Result } from '@dataforge/kernel';
import type { NamedQuery } from '@dataforge/products';
import { bindParameters } from '../domain/parameters.ts';
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

export interface NamedQuestion {
  readonly query: string;
  /** As the caller gave them; checked here. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly limit?: number | undefined;
}

export interface NamedQueryRequest extends NamedQuestion, PageRequest {}

export type RunNamedQuery = (request: NamedQueryRequest) => Promise<Result<Answer, AnswerFailure>>;

export interface NamedQueryConfig extends AnswerLimits {
  readonly queries: readonly NamedQuery[];
}

/** Runs one of the products' queries with the caller's parameters. */
export function runNamedQuery(ports: AnswerPorts, config: NamedQueryConfig): RunNamedQuery {
  const questionOf = namedQuestions(ports, config);
  const answer = answerQuestions(ports, config);
  return async (request) => {
    const question = await questionOf(request);
    return question.ok ? answer(question.value, request) : question;
  };
}

/** Finds the query and binds its parameters; every fault is named at once. */
export function namedQuestions(
  { engine }: Pick<AnswerPorts, 'engine'>,
  { queries, maxRows }: Pick<NamedQueryConfig, 'queries' | 'maxRows'>,
) {
  const moments = new Map<string, boolean>();
  /** A product's query may use what a caller's may not; of such a one nothing is known, and it is asked every time. */
  async function isOfTheMoment({ name, sql, reads }: NamedQuery): Promise<boolean> {
    const known = moments.get(name);
    if (known !== undefined) return known;
    const checked = await engine.check({ sql, tables: new Set(reads), parameters: {} });
    const isIt = !checked.ok || checked.value.ofTheMoment;
    moments.set(name, isIt);
    return isIt;
  }
  return async ({ query: name, params, limit }: NamedQuestion): Promise<Result<Question, AnswerFailure>> => {
    const query = queries.find((candidate) => candidate.name === name);
    if (!query) return err(unknownQuery(name, queries));
    const bound = bindParameters(query, params);
    if (!bound.ok) return err(invalid(query.name, [...bound.error, ...limitFaults(limit, maxRows)]));
    const { sql, reads } = query;
    const ofTheMoment = await isOfTheMoment(query);
    return ok({ key: name, title: name, sql, parameters: bound.value, reads, ofTheMoment });
  };
}

const unknownQuery = (name: string, queries: readonly NamedQuery[]): AnswerFailure => ({
  kind: 'unknown-query',
  detail: `There is no query ${name}. Known are: ${queries.map((query) => query.name).join(', ') || '(none)'}.`,
});
