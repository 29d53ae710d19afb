import {
  endpoint,
  HttpProblem,
  problemContent,
  timeSchema,
  type RouteModule,
  timeRange,
} from '@dataforge/http';
import { toRfc3339 } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { z } from '@hono/zod-openapi';
import {
  TRACE_STAGES,
  type EventTrace,
  type TraceEvent,
  type TraceFailure,
  type TraceQuery,
} from '../index.ts';
import { partitionSchema, positionSchema, productOf } from './parameters.ts';
import { payloadOf, payloadSchema } from './payload.ts';

const stageSchema = z
  .object({
    stage: z.enum(TRACE_STAGES),
    state: z.enum(['reached', 'left', 'pending', 'not-reached']),
    at: timeSchema.optional(),
    details: z.array(z.object({ name: z.string(), value: z.string() })),
  })
  .openapi('TraceStage');

const traceSchema = z
  .object({
    partition: z.int(),
    position: z.int(),
    source: z.string().optional(),
    id: z.string().optional(),
    subject: z.string().optional(),
    eventTime: timeSchema.optional(),
    stages: z.array(stageSchema),
    payload: payloadSchema.optional(),
  })
  .openapi('EventTrace');

const querySchema = z.object({
  product: z.string(),
  partition: partitionSchema.optional(),
  position: positionSchema.optional(),
  source: z.string().max(2_048).optional(),
  id: z.string().max(2_048).optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});

const route = endpoint({
  method: 'get',
  path: '/trace',
  permission: 'trace:read',
  rate: 'read',
  summary: 'The way of one event through the stages',
  description:
    'By partition and position, or by source and id: then every copy, of those appended in [from, to), by default as far back as identities are unique. With the permission trace:payload, also what came, as it came.',
  request: { query: querySchema },
  responses: {
    200: {
      description: 'The record, or the event and its copies, oldest first',
      content: { 'application/json': { schema: z.object({ items: z.array(traceSchema) }) } },
    },
    400: problemContent('A parameter that is missing or cannot be used'),
    404: problemContent('No such product, or no such record'),
    422: problemContent('The search took too long; narrow it'),
  },
});

export function traceRoutes(
  { traceEvent }: { traceEvent: TraceEvent },
  { products }: { products: readonly Product[] },
): RouteModule {
  return (api) => {
    api.openapi(route, async (context) => {
      const { product, ...which } = context.req.valid('query');
      const traced = await traceEvent({ product: productOf(products, product), of: recordOf(which) });
      if (!traced.ok) throw problemOf(traced.error);
      const payload = context.get('principal')?.permissions.has('trace:payload') === true;
      return context.json({ items: traced.value.map((trace) => viewOf(trace, payload)) }, 200);
    });
  };
}

function recordOf(which: Omit<z.infer<typeof querySchema>, 'product'>): TraceQuery['of'] {
  const { partition, position, source, id, from, to } = which;
  const range = timeRange(from, to);
  if (partition !== undefined && position !== undefined && source === undefined && id === undefined)
    return { partition, position };
  if (source !== undefined && id !== undefined && partition === undefined && position === undefined)
    return { source, id, ...range };
  const fields = Object.entries({ partition, position, source, id });
  throw new HttpProblem(400, 'A record is named by partition and position, or an event by source and id.', {
    errors: fields.map(([field, value]) => ({
      field,
      detail: value === undefined ? 'is missing' : 'is given',
    })),
  });
}

const STATUS = { unknown: 404, 'too-long': 400, timeout: 422 } as const;

const problemOf = ({ kind, detail }: TraceFailure): HttpProblem =>
  new HttpProblem(STATUS[kind], detail, {
    ...(kind === 'too-long' && { errors: [{ field: 'from', detail: 'too far before to' }] }),
  });

function viewOf({ record, eventTime, stages, ...trace }: EventTrace, payload: boolean) {
  return {
    ...trace,
    ...(eventTime !== undefined && { eventTime: toRfc3339(eventTime) }),
    stages: stages.map(({ at, details, ...stage }) => ({
      ...stage,
      ...(at !== undefined && { at: toRfc3339(at) }),
      details: [...details],
    })),
    ...(payload && record && { payload: payloadOf(record) }),
  };
}
