import {
  decodeCursor,
  encodeCursor,
  endpoint,
  HttpProblem,
  problemContent,
  timeRange,
  type RouteModule,
} from '@dataforge/http';
import { toRfc3339 } from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';
import { z } from '@hono/zod-openapi';
import type { Band } from '../domain/anomaly.ts';
import type { ReadAnomalies, ReadAnomaly } from '../usecases/read-anomalies.ts';
import { anomaliesQuerySchema, anomaliesSchema, bandsQuerySchema, bandsSchema } from './anomaly-schemas.ts';

const PAGE = 1_000;

const problems = {
  400: problemContent('A parameter that cannot be used'),
  404: problemContent('No such KPI; the known ones are named'),
};

const anomaliesRoute = endpoint({
  method: 'get',
  path: '/anomalies',
  permission: 'anomalies:read',
  rate: 'read',
  tags: ['Anomalies'],
  summary: 'What was unusual in the series of KPIs',
  request: { query: anomaliesQuerySchema },
  responses: {
    200: {
      description: 'Anomalies, the newest first',
      content: { 'application/json': { schema: anomaliesSchema } },
    },
    ...problems,
  },
});

const bandsRoute = endpoint({
  method: 'get',
  path: '/anomalies/bands',
  permission: 'anomalies:read',
  rate: 'read',
  tags: ['Anomalies'],
  summary: 'What was expected of a KPI, bucket by bucket',
  request: { query: bandsQuerySchema },
  responses: {
    200: {
      description:
        'Bands in the order of time; none where the detector was still learning, and none for a gap',
      content: { 'application/json': { schema: bandsSchema } },
    },
    ...problems,
  },
});

/** GET /anomalies and GET /anomalies/bands. */
export function anomalyRoutes(
  { readAnomalies }: { readonly readAnomalies: ReadAnomalies },
  { kpis }: { readonly kpis: readonly Pick<KpiDefinition, 'id'>[] },
): RouteModule {
  const known = kpis.map(({ id }) => id);
  const refuseUnknown = (kpi: string): void => {
    if (!known.includes(kpi))
      throw new HttpProblem(404, `There is no KPI ${kpi}. Known are: ${known.join(', ') || '(none)'}.`);
  };
  return (api) => {
    api.openapi(anomaliesRoute, async (context) => {
      const { kpi, from, to, limit = PAGE, cursor } = context.req.valid('query');
      if (kpi !== undefined) refuseUnknown(kpi);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, placeOf);
      const page = await readAnomalies.anomalies({ kpi, ...timeRange(from, to), after, limit });
      const next = page.next && encodeCursor([page.next.from, page.next.kpi]);
      return context.json({ items: page.items.map(anomalyBody), ...(next && { nextCursor: next }) }, 200);
    });
    api.openapi(bandsRoute, async (context) => {
      const { kpi, from, to, limit = PAGE, cursor } = context.req.valid('query');
      refuseUnknown(kpi);
      const start = cursor === undefined ? undefined : decodeCursor(cursor, timeOfPlace);
      const page = await readAnomalies.bands({ kpi, ...timeRange(from, to), start, limit });
      const next = page.next !== undefined && encodeCursor(page.next);
      return context.json({ items: page.items.map(bandBody), ...(next && { nextCursor: next }) }, 200);
    });
  };
}

const placeSchema = z.tuple([z.int(), z.string()]).transform(([from, kpi]) => ({ from, kpi }));

const placeOf = (place: unknown) => placeSchema.safeParse(place).data;

const timeOfPlace = (place: unknown) => z.int().safeParse(place).data;

/** An anomaly as answers and live push have it. */
export const anomalyBody = ({ from, to, detectedAt, ...anomaly }: ReadAnomaly) => ({
  ...anomaly,
  from: toRfc3339(from),
  to: toRfc3339(to),
  detectedAt: toRfc3339(detectedAt),
});

const bandBody = ({ time, ...band }: Band) => ({ ...band, time: toRfc3339(time) });
