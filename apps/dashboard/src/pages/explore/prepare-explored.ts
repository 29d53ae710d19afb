import type { Alert, Anomaly, ExpectedBand } from '@dataforge/api-client';
import type { Metric } from '../../api/metrics.ts';
import type { SeriesRow } from '../../api/series-by.ts';
import { formatChange } from '../../numbers/format-number.ts';
import type { Span } from '../../time/span.ts';
import type { Mark } from '../../widgets/mark-lane/mark.ts';
import type { SeriesPoint } from '../../widgets/series-point.ts';
import type { ExploreSearch } from './explore-search.ts';
import { prepareGroups, wholeGroup, type Group } from './prepare-groups.ts';
import { lowEnd } from '../../marks/low-end.ts';
import { prepareMarks } from '../../marks/prepare-marks.ts';
import { summaryOf, type Summary } from './prepare-summary.ts';
import { readZoom } from './prepare-zoom.ts';

/** Everything that the chart and the tables show. */
export interface ExploredView {
  readonly metric: Metric;
  readonly dimension: string | undefined;
  readonly stepMs: number;
  readonly whole: Span;
  /** The part of the whole that is zoomed to. */
  readonly window: Span;
  readonly groups: readonly Group[];
  readonly hidden: readonly string[];
  readonly focus: Group | undefined;
  /** Expected values; there are some of the KPI as a whole only. */
  readonly bands: readonly ExpectedBand[];
  readonly marks: readonly Mark[];
  /** Of the group that is looked at, within the window. */
  readonly summary: Summary;
  /** How that differs, on average, from the stretch before; undefined where there is nothing to compare. */
  readonly change: string | undefined;
}

export interface ExploredAnswers {
  readonly series: Metric;
  readonly before: Metric | undefined;
  /** Undefined without a dimension. */
  readonly rows: readonly SeriesRow[] | undefined;
  readonly rowsBefore: readonly SeriesRow[] | undefined;
  readonly alerts: readonly Alert[];
  readonly anomalies: readonly Anomaly[];
  readonly bands: readonly ExpectedBand[];
}

export interface ExploredContext {
  readonly search: ExploreSearch;
  readonly dimension: string | undefined;
  readonly stepMs: number;
  readonly whole: Span;
}

export const within = (points: readonly SeriesPoint[], { from, to }: Span): readonly SeriesPoint[] =>
  points.filter(({ time }) => time >= from && time < to);

export function prepareExplored(answers: ExploredAnswers, context: ExploredContext): ExploredView {
  const { series: metric, before, rows, rowsBefore } = answers;
  const { search, stepMs, whole, dimension } = context;
  const points = metric.points ?? [];
  const shift = whole.to - whole.from;
  const own = wholeGroup(metric.title, points, before?.points ?? [], shift);
  const groups = rows ? prepareGroups(rows, rowsBefore ?? [], points, shift) : [own];
  const window = readZoom(search.zoom, whole);
  const hidden = rows ? (search.hide ?? []) : [];
  const focus = groups.find(({ key }) => key === search.focus) ?? groups[0];
  const summary = summaryOf(within(focus?.points ?? [], window));
  const meanBefore = summaryOf(within(focus?.before ?? [], window)).mean;
  return {
    metric,
    dimension,
    stepMs,
    whole,
    window,
    groups,
    hidden,
    focus,
    bands: rows
      ? []
      : answers.bands
          .filter(({ kpi }) => kpi === metric.kpi)
          .map((band) => ({ ...band, low: lowEnd(band.low, own.points) })),
    marks: prepareMarks({
      kpi: metric.kpi,
      unit: metric.unit,
      points: own.points,
      stepMs,
      alerts: answers.alerts,
      anomalies: answers.anomalies.filter(({ kpi }) => kpi === metric.kpi),
    }),
    summary,
    change:
      summary.mean === null || meanBefore === null
        ? undefined
        : formatChange(summary.mean, meanBefore, metric.unit),
  };
}
