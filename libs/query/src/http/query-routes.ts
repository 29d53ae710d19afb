import { z } from '@hono/zod-openapi';
import { endpoint, HttpProblem, problemContent, readBody, type RouteModule } from '@dataforge/http';
import { toRfc3339 } from '@dataforge/kernel';
import type { NamedQueryFailure, RunNamedQuery } from '../usecases/run-named-query.ts';
import { queryAnswerSchema, queryBodySchema } from './query-schemas.ts';

const MAX_BODY_BYTES = 64 * 1024;
/** A query in the way ends within seconds: it has a limit of its own. */
const RETRY_AFTER_SECONDS = '2';

// Given as a plain JSON schema, so that the framework leaves the body to be read within its bound.
const bodyDocument = Object.fromEntries(
  Object.entries(z.toJSONSchema(queryBodySchema, { io: 'input' })).filter(([member]) => member !== '$schema'),
);

const route = endpoint({
  method: 'post',
  path: '/query',
  permission: 'query:named',
  tags: ['Query'],
  summary: "Runs one of the products' named queries over gold",
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: bodyDocument,
          example: {
            query: 'telemetry.device_minutes',
            params: { device: 'pump-1', from: '2026-11-23T13:00:00Z', to: '2026-11-23T14:00:00Z' },
          },
        },
      },
    },
  },
  responses: {
    200: {
      description: 'A page of the answer',
      content: { 'application/json': { schema: queryAnswerSchema } },
    },
    400: problemContent('Missing, unknown or mistyped parameters, all named at once'),
    404: problemContent('No such query; the known ones are named'),
    413: problemContent('The body is larger than 64 KiB'),
    415: problemContent('The body is not JSON'),
    422: problemContent('The query took too long, or cannot be run with these values'),
    503: problemContent('Other queries are in the way; retry after the seconds given'),
  },
});

/** POST /query. */
export const queryRoutes =
  ({ runNamedQuery }: { readonly runNamedQuery: RunNamedQuery }): RouteModule =>
  (api) => {
    api.openapi(route, async (context) => {
      const result = await runNamedQuery(await bodyOf(context.req.raw));
      if (!result.ok) throw problemOf(result.error);
      const { watermark, rows, columns, ...answer } = result.value;
      return context.json(
        {
          ...answer,
          columns: [...columns],
          rows: rows.map((row): unknown[] => [...row]),
          watermark: watermark === null ? null : toRfc3339(watermark),
        },
        200,
      );
    });
  };

async function bodyOf(request: Request): Promise<z.infer<typeof queryBodySchema>> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new HttpProblem(
      415,
      `The content type ${type || '(none)'} is not supported. Send JSON as application/json.`,
    );
  const parsed = queryBodySchema.safeParse(jsonOf(await readBody(request, MAX_BODY_BYTES)));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(faultsOf);
  throw new HttpProblem(
    400,
    `The body is not a query: ${errors.map(({ field, detail }) => `${field}: ${detail}`).join('; ')}.`,
    { errors },
  );
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HttpProblem(400, 'The body is not JSON in UTF-8. Send { "query": …, "params": { … } }.', {
      errors: [{ field: 'body', detail: 'is not JSON' }],
      cause,
    });
  }
}

const faultsOf = (issue: z.core.$ZodIssue): { field: string; detail: string }[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ field: key, detail: 'is not a member of this body' }))
    : [{ field: issue.path.join('.') || 'body', detail: issue.message }];

function problemOf(failure: NamedQueryFailure): HttpProblem {
  switch (failure.kind) {
    case 'unknown-query':
      return new HttpProblem(404, failure.detail);
    case 'invalid':
      return new HttpProblem(400, failure.detail, { errors: failure.faults });
    case 'timeout':
    case 'refused':
      return new HttpProblem(422, failure.detail);
    case 'busy':
      return new HttpProblem(503, failure.detail, { headers: { 'retry-after': RETRY_AFTER_SECONDS } });
  }
}
