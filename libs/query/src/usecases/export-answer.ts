import { err, type Result } from '@dataforge/kernel';
import type { ExportFormat, QueryExport } from '../ports/query-engine.ts';
import {
  failureOf,
  limitFaults,
  invalid,
  type AnswerFailure,
  type AnswerLimits,
  type AnswerPorts,
} from './answer-question.ts';
import { namedQuestions, type NamedQueryConfig, type NamedQuestion } from './run-named-query.ts';
import { sqlQuestions, type SqlConfig, type SqlQuestion } from './run-sql.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly signal?: AbortSignal | undefined;
}

/** `limit`: rows that the caller is content with; without it an answer that is too large is refused, not cut. */
export type ExportAnswer = (
  asked: NamedQuestion | SqlQuestion,
  options: ExportOptions,
) => Promise<Result<QueryExport, AnswerFailure>>;

export interface ExportConfig extends AnswerLimits {
  readonly queries: NamedQueryConfig['queries'];
  readonly tables: SqlConfig['tables'];
}

/** The whole answer as a file, from gold as it is now. */
export function exportAnswer(ports: Pick<AnswerPorts, 'engine'>, config: ExportConfig): ExportAnswer {
  const named = namedQuestions(ports, config);
  const sql = sqlQuestions(ports, config);
  const { maxRows, maxBytes, timeoutMs } = config;
  return async (asked, options) => {
    const question = await ('sql' in asked ? sql(asked) : named(asked));
    if (!question.ok) return question;
    const faults = limitFaults(asked.limit, maxRows);
    if (faults.length > 0) return err(invalid(question.value.title, faults));
    const { sql: statement, parameters, reads } = question.value;
    const exported = await ports.engine.export({
      sql: statement,
      parameters,
      reads,
      limit: asked.limit,
      maxRows,
      maxBytes,
      timeoutMs,
      ...options,
    });
    return exported.ok ? exported : err(failureOf(exported.error, timeoutMs));
  };
}
