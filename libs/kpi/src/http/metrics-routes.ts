import type { z } from '@hono/zod-openapi';
import { endpoint, HttpProblem, problemContent, type RouteModule } from '@dataforge/http';
import { toRfc3339 } from '@dataforge/kernel';
import type { KpiCurrent } from '../domain/current.ts';
import type { KpiReading, ListKpis } from '../usecases/list-kpis.ts';
import type { KpiSeries, ReadKpi, ReadKpiFailure } from '../usecases/read-kpi.ts';
import { metricsQuerySchema, metricsSchema, type metricSchema } from './metrics-schemas.ts';

const route = endpoint({
  method: 'get',
  path: '/metrics',
  permission: 'metrics:read',
  tags: ['Metrics'],
  summary: 'Current values and series of KPIs',
  request: { query: metricsQuerySchema },
  responses: {
    200: {
      description: 'The KPIs asked for, or all of them',
      content: { 'application/json': { schema: metricsSchema } },
    },
    400: problemContent('A range or step that cannot be answered, with the remedy'),
    404: problemContent('No such KPI; the known ones are named'),
  },
});

/** GET /metrics. */
export const metricsRoutes =
  ({ readKpi, listKpis }: { readonly readKpi: ReadKpi; readonly listKpis: ListKpis }): RouteModule =>
  (api) => {
    api.openapi(route, async (context) => {
      const { kpi, from, to, step } = context.req.valid('query');
      if (kpi === undefined) {
        refuseRangeWithoutKpi({ from, to, step });
        return context.json({ items: (await listKpis()).map(metricOf) }, 200);
      }
      const result = await readKpi({ kpis: namesOf(kpi), from, to, step });
      if (!result.ok) throw problemOf(result.error);
      return context.json({ items: result.value.map(metricWithSeries) }, 200);
    });
  };

function namesOf(kpi: string | readonly string[]): readonly string[] {
  const names = [kpi]
    .flat()
    .flatMap((part) => part.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0)
    throw new HttpProblem(
      400,
      'kpi is empty. Name one KPI or more, or leave kpi out for the current values of all.',
      {
        errors: [{ field: 'kpi', detail: 'is empty' }],
      },
    );
  return names;
}

function refuseRangeWithoutKpi(range: Readonly<Record<string, string | undefined>>): void {
  const given = Object.keys(range).filter((name) => range[name] !== undefined);
  if (given.length > 0)
    throw new HttpProblem(400, `A series needs the KPI's name: add kpi, or leave out ${given.join(', ')}.`, {
      errors: given.map((field) => ({ field, detail: 'needs kpi' })),
    });
}

function problemOf(failure: ReadKpiFailure): HttpProblem {
  return failure.kind === 'unknown-kpi'
    ? new HttpProblem(404, failure.detail)
    : new HttpProblem(400, failure.detail, { errors: failure.faults });
}

type Metric = z.infer<typeof metricSchema>;

const metricOf = ({ definition, current }: KpiReading): Metric => ({
  kpi: definition.id,
  product: definition.product,
  title: definition.title,
  description: definition.description,
  unit: definition.unit,
  grain: definition.grain,
  direction: definition.direction,
  dimensions: [...(definition.dimensions ?? [])],
  ...(definition.warn && { warn: definition.warn }),
  ...(definition.critical && { critical: definition.critical }),
  current: currentBody(current),
});

const metricWithSeries = (series: KpiSeries): Metric => ({
  ...metricOf(series),
  step: series.step,
  points: series.points.map((point) => ({ ...point, time: toRfc3339(point.time) })),
});

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : toRfc3339(ms));

const currentBody = ({ previous, ...current }: KpiCurrent): Metric['current'] => ({
  ...current,
  time: timeOrNull(current.time),
  watermark: timeOrNull(current.watermark),
  ...(previous && { previous: { value: previous.value, time: toRfc3339(previous.time) } }),
});
