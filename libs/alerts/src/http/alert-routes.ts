import { z } from '@hono/zod-openapi';
import {
  decodeCursor,
  encodeCursor,
  endpoint,
  HttpProblem,
  pageOf,
  problemContent,
  type RouteModule,
} from '@dataforge/http';
import type { Product } from '@dataforge/products';
import {
  ALERT_STATES,
  SEVERITIES,
  type AcknowledgeAlert,
  type AlertKind,
  type AlertPlace,
  type ListAlerts,
} from '../index.ts';
import { alertSchema, alertView, kindSchema } from './alert-schemas.ts';

const PAGE = 100;
const MOST = 1_000;

const stateSchema = z.enum(ALERT_STATES);

const list = endpoint({
  method: 'get',
  path: '/alerts',
  permission: 'alerts:read',
  rate: 'read',
  tags: ['Alerts'],
  summary: 'Broken promises about the data',
  description: 'By the service levels of the contracts and the thresholds of the KPIs.',
  request: {
    query: z.object({
      state: z
        .union([stateSchema, z.array(stateSchema)])
        .optional()
        .openapi({ param: { name: 'state', in: 'query' }, description: 'One state or, repeated, several' }),
      product: z.string().optional(),
      severity: z.enum(SEVERITIES).optional(),
      limit: z.coerce.number().int().min(1).max(MOST).optional(),
      cursor: z.string().optional(),
    }),
  },
  responses: {
    200: {
      description: 'Alerts, the newest first',
      content: { 'application/json': { schema: pageOf(alertSchema) } },
    },
    400: problemContent('A parameter that cannot be used'),
    404: problemContent('No such product; the known ones are named'),
  },
});

const acknowledge = endpoint({
  method: 'post',
  path: '/alerts/{id}/ack',
  permission: 'alerts:ack',
  rate: 'read',
  tags: ['Alerts'],
  summary: 'Say that you look after an alert',
  description: 'Who did so first is kept: another acknowledgement changes nothing.',
  request: {
    params: z.object({
      // Longer than any id, and short enough for a key of the store.
      id: z
        .string()
        .max(400)
        .openapi({ param: { name: 'id', in: 'path' } }),
    }),
  },
  responses: {
    200: {
      description: 'The alert, with who acknowledged it and when',
      content: { 'application/json': { schema: alertSchema } },
    },
    400: problemContent('An id that cannot be one'),
    404: problemContent('No such alert'),
    409: problemContent('The alert is resolved'),
  },
});

const runbook = endpoint({
  method: 'get',
  path: '/docs/runbooks/{kind}',
  permission: 'alerts:read',
  rate: 'read',
  tags: ['Alerts'],
  summary: 'What to do about an alert of a kind',
  request: { params: z.object({ kind: kindSchema.openapi({ param: { name: 'kind', in: 'path' } }) }) },
  responses: {
    200: { description: 'The runbook', content: { 'text/markdown': { schema: z.string() } } },
    400: problemContent('There is no such kind; the known ones are named'),
    404: problemContent('The runbooks are not beside what answers; where they are is told'),
  },
});

export interface AlertRoutesDeps {
  readonly listAlerts: ListAlerts;
  readonly acknowledgeAlert: AcknowledgeAlert;
  /** The Markdown text of a kind's runbook; undefined where the runbooks are not shipped. */
  readonly readRunbook: (kind: AlertKind) => Promise<string | undefined>;
}

/** GET /alerts, POST /alerts/{id}/ack and GET /docs/runbooks/{kind}. */
export function alertRoutes(
  { listAlerts, acknowledgeAlert, readRunbook }: AlertRoutesDeps,
  { products }: { readonly products: readonly Pick<Product, 'name'>[] },
): RouteModule {
  const known = products.map(({ name }) => name);
  return (api) => {
    api.openapi(list, async (context) => {
      const { state, product, severity, limit = PAGE, cursor } = context.req.valid('query');
      if (product !== undefined && !known.includes(product))
        throw new HttpProblem(404, `There is no product ${product}. Known are: ${known.join(', ')}.`);
      const { items, next } = await listAlerts({
        states: state === undefined ? undefined : [state].flat(),
        product,
        severity,
        limit,
        after: cursor === undefined ? undefined : decodeCursor(cursor, placeOf),
      });
      const nextCursor = next && { nextCursor: encodeCursor([next.since, next.id]) };
      return context.json({ items: items.map(alertView), ...nextCursor }, 200);
    });
    api.openapi(acknowledge, async (context) => {
      const { id } = context.req.valid('param');
      const acknowledged = await acknowledgeAlert(id, context.get('principal')?.subject ?? '');
      if (acknowledged.ok) return context.json(alertView(acknowledged.value), 200);
      const { kind, detail } = acknowledged.error;
      throw new HttpProblem(kind === 'resolved' ? 409 : 404, detail);
    });
    api.openapi(runbook, async (context) => {
      const { kind } = context.req.valid('param');
      const text = await readRunbook(kind);
      if (text === undefined)
        throw new HttpProblem(
          404,
          `The runbooks are not served here: read docs/runbooks/${kind}.md in DataForge's source.`,
        );
      return context.text(text, 200, { 'content-type': 'text/markdown; charset=utf-8' });
    });
  };
}

const placeSchema = z.tuple([z.number(), z.string()]).transform(([since, id]): AlertPlace => ({ since, id }));

const placeOf = (place: unknown) => placeSchema.safeParse(place).data;
