import { endpoint, HttpProblem, jsonBody, problemContent, readJson, type RouteModule } from '@dataforge/http';
import { toRfc3339 } from '@dataforge/kernel';
import type { NamedQueryFailure, RunNamedQuery } from '../usecases/run-named-query.ts';
import { queryAnswerSchema, queryBodySchema } from './query-schemas.ts';

const MAX_BODY_BYTES = 64 * 1024;
/** A query in the way ends within seconds: it has a limit of its own. */
const RETRY_AFTER_SECONDS = '2';

const route = endpoint({
  method: 'post',
  path: '/query',
  permission: 'query:named',
  rate: 'query',
  tags: ['Query'],
  summary: "Runs one of the products' named queries over gold",
  request: {
    body: jsonBody(queryBodySchema, {
      query: 'telemetry.device_minutes',
      params: { device: 'pump-1', from: '2026-11-23T13:00:00Z', to: '2026-11-23T14:00:00Z' },
    }),
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
      const result = await runNamedQuery(await readJson(context.req.raw, queryBodySchema, MAX_BODY_BYTES));
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
