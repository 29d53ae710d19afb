import type { Context } from 'hono';
import { z } from '@hono/zod-openapi';
import {
  assertPermitted,
  endpoint,
  guard,
  HttpProblem,
  problemContent,
  readJson,
  type ApiEnv,
  type RouteModule,
} from '@dataforge/http';
import type { Result } from '@dataforge/kernel';
import type { ExportFormat } from '../ports/query-engine.ts';
import type { Answer, AnswerFailure, PageRequest } from '../usecases/answer-question.ts';
import type { ExportAnswer } from '../usecases/export-answer.ts';
import type { NamedQuestion, RunNamedQuery } from '../usecases/run-named-query.ts';
import type { RunSql, SqlQuestion } from '../usecases/run-sql.ts';
import { answerBody } from './answer-body.ts';
import { formatOf, MEDIA_TYPES } from './query-format.ts';
import { formatSchema, queryAnswerSchema, queryBody, queryBodySchema } from './query-schemas.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** A query in the way ends within seconds: it has a limit of its own. */
const RETRY_AFTER_SECONDS = '2';
/** Nobody reads it: the client closed the connection. */
const CLIENT_CLOSED = 499;

const file = { schema: z.string().openapi({ format: 'binary' }) };

const NEEDS = { permission: 'query:named', rate: 'query' } as const;

// Registered by hand, since its answers are of many kinds.
const route = endpoint({
  method: 'post',
  path: '/query',
  ...NEEDS,
  tags: ['Query'],
  summary: "Runs one of the products' named queries over gold, or an analyst's own SELECT",
  description:
    'A statement of the caller (sql) needs the permission query:adhoc too. The answer is a page of JSON, or the whole of it as a file: by accept, or by format.',
  request: {
    query: z.object({
      format: formatSchema.optional().describe('Instead of the accept header'),
    }),
    body: queryBody,
  },
  responses: {
    200: {
      description: 'A page of the answer, or the answer as a file',
      content: {
        'application/json': { schema: queryAnswerSchema },
        ...Object.fromEntries(Object.values(MEDIA_TYPES).map((type) => [type, file])),
      },
    },
    400: problemContent('Missing, unknown or mistyped parameters, all named at once'),
    404: problemContent('No such query; the known ones are named'),
    413: problemContent('The body is larger than 64 KiB'),
    415: problemContent('The body is not JSON'),
    422: problemContent(
      'The statement is not allowed or cannot be run, with the reason and the place; or it took too much, or cannot be run with these values',
    ),
    499: problemContent('The caller went away; nobody reads this'),
    503: problemContent('Other queries are in the way; retry after the seconds given'),
  },
});

export interface QueryUses {
  readonly runNamedQuery: RunNamedQuery;
  readonly runSql: RunSql;
  readonly exportAnswer: ExportAnswer;
}

/** POST /query. */
export const queryRoutes =
  (uses: QueryUses): RouteModule =>
  (api) => {
    api.on('POST', [route.getRoutingPath()], guard(NEEDS), async (context) => {
      const { query, sql, params, ...page } = await readJson(
        context.req.raw,
        queryBodySchema,
        MAX_BODY_BYTES,
      );
      if (sql !== undefined) assertPermitted(context.get('principal'), 'query:adhoc');
      const asked = sql === undefined ? { query: query as string, params } : { sql, params };
      const request = { ...page, signal: context.req.raw.signal };
      const format = formatOf(context.req.raw);
      if (format) return download(context, uses, asked, { ...request, format });
      const answer = valueOf(await answerOf(uses, asked, request));
      return context.body(answerBody(answer), 200, { 'content-type': 'application/json' });
    });
    api.openAPIRegistry.registerPath(route);
  };

type Asked = NamedQuestion | SqlQuestion;

const answerOf = (
  { runNamedQuery, runSql }: QueryUses,
  asked: Asked,
  request: PageRequest,
): Promise<Result<Answer, AnswerFailure>> =>
  'sql' in asked ? runSql({ ...asked, ...request }) : runNamedQuery({ ...asked, ...request });

function valueOf<T>(result: Result<T, AnswerFailure>): T {
  if (!result.ok) throw problemOf(result.error);
  return result.value;
}

async function download(
  context: Context<ApiEnv>,
  { exportAnswer }: QueryUses,
  asked: Asked,
  { cursor, limit, signal, format }: PageRequest & { readonly format: ExportFormat },
): Promise<Response> {
  if (cursor !== undefined)
    throw new HttpProblem(400, 'A download has no pages. Ask without a cursor.', {
      errors: [{ field: 'cursor', detail: 'is not for downloads' }],
    });
  const { bytes, content } = valueOf(await exportAnswer({ ...asked, limit }, { format, signal }));
  return context.body(content, 200, {
    'content-type':
      format === 'csv' ? `${MEDIA_TYPES.csv}; charset=utf-8; header=present` : MEDIA_TYPES[format],
    'content-length': String(bytes),
    'content-disposition': `attachment; filename="query.${format}"`,
  });
}

function problemOf(failure: AnswerFailure): HttpProblem {
  switch (failure.kind) {
    case 'unknown-query':
      return new HttpProblem(404, failure.detail);
    case 'invalid':
      return new HttpProblem(400, failure.detail, { errors: failure.faults });
    case 'not-allowed':
      return new HttpProblem(422, failure.detail, { errors: [{ field: 'sql', ...failure.refusal }] });
    case 'refused':
      return new HttpProblem(422, failure.detail, {
        ...(failure.refusal && { errors: [{ field: 'sql', ...failure.refusal }] }),
      });
    case 'timeout':
      return new HttpProblem(422, failure.detail);
    case 'busy':
      return new HttpProblem(503, failure.detail, { headers: { 'retry-after': RETRY_AFTER_SECONDS } });
    case 'cancelled':
      return new HttpProblem(CLIENT_CLOSED, failure.detail);
  }
}
