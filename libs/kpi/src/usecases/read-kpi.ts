import { err, ok, type Clock, type Result } from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';
import { currentOf } from '../domain/current.ts';
import { formatStep } from '../domain/grain.ts';
import { planSeries, type SeriesPlan, type SeriesRequest } from '../domain/series-plan.ts';
import { seriesOf, type KpiSeriesPoint } from '../domain/series.ts';
import type { KpiPoint, KpiStore } from '../ports/kpi-store.ts';
import type { KpiReading } from './list-kpis.ts';
import { newestPoints } from './newest-points.ts';

export interface ReadKpiRequest extends SeriesRequest {
  readonly kpis: readonly string[];
}

export interface KpiSeries extends KpiReading {
  /** Such as `5m`. */
  readonly step: string;
  readonly points: readonly KpiSeriesPoint[];
}

export type ReadKpiFailure =
  | { readonly kind: 'unknown-kpi'; readonly detail: string }
  | {
      readonly kind: 'invalid';
      readonly detail: string;
      readonly faults: readonly { readonly field: string; readonly detail: string }[];
    };

export type ReadKpi = (request: ReadKpiRequest) => Promise<Result<readonly KpiSeries[], ReadKpiFailure>>;

/** Points of all series of one answer together. */
const MAX_ANSWER_POINTS = 25_000;
/** Read at a time, so that a long series leaves room for others between. */
const PAGE = 2_000;

/** The series and the current value of the KPIs asked for, once each, in the order asked. */
export const readKpi =
  (
    { store, clock }: { readonly store: KpiStore; readonly clock: Clock },
    { kpis }: { readonly kpis: readonly KpiDefinition[] },
  ): ReadKpi =>
  async (request) => {
    const now = clock.now();
    const planned = planAll(kpis, request, now);
    if (!planned.ok) return planned;
    const products = new Set(planned.value.map(({ definition }) => definition.product));
    const newest = await newestPoints(
      store,
      kpis.filter((kpi) => products.has(kpi.product)),
      now,
    );
    const answer: KpiSeries[] = [];
    for (const { definition, plan } of planned.value) {
      const watermark = newest.watermark(definition.product);
      const points = await readAll(store, definition.id, plan);
      answer.push({
        definition,
        current: currentOf(definition, newest.tail(definition), watermark, now),
        step: formatStep(plan.stepMs),
        points: seriesOf(definition, plan, points, watermark),
      });
    }
    return ok(answer);
  };

interface Planned {
  readonly definition: KpiDefinition;
  readonly plan: SeriesPlan;
}

function planAll(
  kpis: readonly KpiDefinition[],
  request: ReadKpiRequest,
  now: number,
): Result<readonly Planned[], ReadKpiFailure> {
  const ids = [...new Set(request.kpis)];
  const known = new Map(kpis.map((kpi) => [kpi.id, kpi]));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    return err({
      kind: 'unknown-kpi',
      detail: `There is no KPI ${unknown.join(', ')}. Known are: ${[...known.keys()].join(', ') || '(none)'}.`,
    });
  const planned: Planned[] = [];
  const faults: { field: string; detail: string }[] = [];
  for (const definition of ids.map((id) => known.get(id) as KpiDefinition)) {
    const plan = planSeries(definition, request, now);
    if (plan.ok) planned.push({ definition, plan: plan.value });
    else faults.push(...plan.error.filter((fault) => !faults.some((held) => held.detail === fault.detail)));
  }
  const points = planned.reduce((sum, { plan }) => sum + (plan.to - plan.from) / plan.stepMs, 0);
  if (points > MAX_ANSWER_POINTS)
    faults.push({
      field: 'kpi',
      detail: `these series have ${points} points together and one answer holds ${MAX_ANSWER_POINTS}; ask for fewer KPIs, a larger step or a narrower range`,
    });
  if (faults.length === 0) return ok(planned);
  const detail = `The series cannot be answered: ${faults.map((fault) => `${fault.field} ${fault.detail}`).join('; ')}.`;
  return err({ kind: 'invalid', detail, faults });
}

async function readAll(store: KpiStore, kpi: string, plan: SeriesPlan): Promise<readonly KpiPoint[]> {
  const points: KpiPoint[] = [];
  for (let from = plan.from; ;) {
    const page = await store.series(kpi, from, plan.to, PAGE);
    for (const point of page) points.push(point);
    const last = page[page.length - 1];
    if (!last || page.length < PAGE) return points;
    from = last.bucket + 1;
  }
}
