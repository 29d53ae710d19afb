import type { NamedQuery } from '@dataforge/api-client';
import type { Question } from '../../api/query.ts';
import { keyOf } from './question-in-address.ts';
import {
  readForm,
  textBefore,
  textOfValue,
  untyped,
  type FieldTexts,
  type FormParameter,
  type FormRange,
} from './prepare-form.ts';
import { sqlParameters } from './sql-parameters.ts';

/** What is being written: a named query's fields, or a statement and the fields of its parameters. */
export interface Draft {
  readonly mode: 'named' | 'sql';
  /** The named query that is chosen. */
  readonly query: string | undefined;
  readonly sql: string;
  /** The values that it began with. */
  readonly values: Question['params'];
  /** The fields that were written into. */
  readonly texts: FieldTexts;
}

/** A question that was sent off; another number for each time. */
export interface Run {
  readonly question: Question;
  readonly limit: number;
  readonly maxAge: number;
  readonly number: number;
}

export interface Bench {
  /** The question of the address when it was last looked at. */
  readonly seen: string;
  readonly draft: Draft;
  readonly run: Run | undefined;
  /** Runs so far. */
  readonly runs: number;
  /** It was to be run with a fault in a field, so faults are shown. */
  readonly tried: boolean;
}

export interface RunLimits {
  readonly limit: number;
  readonly maxAge: number;
}

export const draftOf = (question: Question | undefined): Draft => ({
  mode: question && 'sql' in question ? 'sql' : 'named',
  query: question && 'query' in question ? question.query : undefined,
  sql: question && 'sql' in question ? question.sql : '',
  values: question?.params ?? {},
  texts: {},
});

/**
 * The bench as an address leaves it. What can be run is: a statement, and a named query with its values. Every named
 * query has some, since all are bounded in time, so one without was only chosen.
 */
export function benchOf(question: Question | undefined, limits: RunLimits, runs = 0): Bench {
  const complete = question && ('sql' in question || Object.keys(question.params).length > 0);
  const draft = draftOf(question);
  const bench = { seen: keyOf(question), draft, run: undefined, runs, tried: false };
  return complete ? started(bench, question, limits) : bench;
}

/** The fields keep the values that were run: those that began with the page's stretch of time move on no more. */
export const started = (bench: Bench, question: Question, { limit, maxAge }: RunLimits): Bench => ({
  ...bench,
  draft: { ...bench.draft, values: question.params, texts: {} },
  run: { question, limit, maxAge, number: bench.runs + 1 },
  runs: bench.runs + 1,
  tried: false,
});

export interface PreparedDraft {
  readonly parameters: readonly FormParameter[];
  readonly texts: FieldTexts;
  readonly faults: Readonly<Record<string, string>>;
  /** What would be asked; undefined where there is nothing to ask yet. */
  readonly question: Question | undefined;
}

/** The fields of a draft with what stands in them, and the question that they make. */
export function prepareDraft(draft: Draft, query: NamedQuery | undefined, range: FormRange): PreparedDraft {
  const { mode, sql, values } = draft;
  const parameters = mode === 'sql' ? sqlParameters(sql).map(untyped) : (query?.parameters ?? []);
  const texts = Object.fromEntries(
    parameters.map((parameter) => {
      const value = values[parameter.name];
      const before = value === undefined ? textBefore(parameter, range) : textOfValue(parameter, value);
      return [parameter.name, draft.texts[parameter.name] ?? before];
    }),
  );
  const { params, faults } = readForm(parameters, texts);
  if (mode === 'sql')
    return { parameters, texts, faults, question: sql.trim() === '' ? undefined : { sql, params } };
  return { parameters, texts, faults, question: query && { query: query.name, params } };
}
