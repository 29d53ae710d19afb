import { useNavigate, useSearch } from '@tanstack/react-router';
import { useAlerts } from '../../api/alerts.ts';
import { useAnomalies, useBands } from '../../api/anomalies.ts';
import { useMetrics, useSeries, type Metric } from '../../api/metrics.ts';
import { useSeriesBy, type SeriesByRequest } from '../../api/series-by.ts';
import { useRange } from '../../time/use-range.ts';
import { onSteps } from '../../widgets/brush/brush-window.ts';
import type { ExploreSearch } from './explore-search.ts';
import { TOP } from './prepare-groups.ts';
import { GRAIN_MS, stepOf, stepsFor } from './prepare-steps.ts';

/** The stretch before ranks its groups itself, so more of them are asked for than are drawn. */
const TOP_BEFORE = 50;

/** The address, and what changes it. */
export function useExploreSearch() {
  const search: ExploreSearch = useSearch({ from: '/explore' });
  const navigate = useNavigate();
  return {
    search,
    change: (changes: Partial<ExploreSearch>) =>
      void navigate({ to: '.', search: (held) => ({ ...held, ...changes }), replace: true }),
  };
}

/** What is asked for: of which KPI, over which whole steps. */
export function useAsked() {
  const { search } = useExploreSearch();
  const { from, to, vs } = useRange();
  const metrics = useMetrics();
  const metric = metrics.data?.find(({ kpi }) => kpi === search.kpi) ?? metrics.data?.[0];
  const steps = stepsFor(metric?.grain ?? 'minute', to - from);
  const step = stepOf(search.step, steps, to - from);
  const span = onSteps({ from, to }, step.ms);
  const dimension = search.by !== undefined && metric?.dimensions.includes(search.by) ? search.by : undefined;
  return { metrics, metric, steps, step, ...span, compare: vs === 'previous', dimension };
}

/** The answers to that, and whatever else there is to tell about the series. */
export function useExplore() {
  const asked = useAsked();
  const { search } = useExploreSearch();
  const { metric, step, from, to, compare, dimension } = asked;
  const shift = to - from;
  const kpis = metric ? [metric.kpi] : [];
  const before = { from: from - shift, to: from };
  const by =
    metric && dimension !== undefined
      ? byRequest(metric, dimension, { ...asked, stepMs: step.ms }, search)
      : undefined;
  const series = useSeries(kpis, { from, to, step: step.text });
  const seriesBefore = useSeries(compare ? kpis : [], { ...before, step: step.text });
  const rows = useSeriesBy(by);
  const rowsBefore = useSeriesBy(by && compare ? { ...by, ...before, top: TOP_BEFORE } : undefined);
  const alerts = useAlerts(metric?.product);
  const anomalies = useAnomalies({ kpi: metric?.kpi, from, to });
  const bands = useBands({ kpi: metric?.kpi, from, to });
  return { ...asked, shift, by, series, seriesBefore, rows, rowsBefore, alerts, anomalies, bands };
}

export type Explored = ReturnType<typeof useExplore>;

function byRequest(
  { kpi, grain, dimensions }: Metric,
  dimension: string,
  { from, to, stepMs }: { readonly from: number; readonly to: number; readonly stepMs: number },
  { where = {} }: ExploreSearch,
): SeriesByRequest {
  const picked = Object.entries(where).filter(([name]) => name !== dimension && dimensions.includes(name));
  return {
    kpi,
    dimension,
    from,
    to,
    step: stepMs / GRAIN_MS[grain],
    top: TOP,
    where: Object.fromEntries(picked),
  };
}
