import type { Alert, Anomaly, ExpectedBand } from '@dataforge/api-client';
import type { Metric } from '../../api/metrics.ts';
import { lowEnd } from '../../marks/low-end.ts';
import { prepareMarks } from '../../marks/prepare-marks.ts';
import { formatQuantity, type Quantity } from '../../numbers/format-number.ts';
import type { Span } from '../../time/span.ts';
import type { Mark } from '../../widgets/mark-lane/mark.ts';
import type { SeriesPoint } from '../../widgets/series-point.ts';
import { sparkPath, sparkScale, type Spark } from '../../widgets/tile/spark-path.ts';

const GRAIN_MS: Readonly<Record<Metric['grain'], number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** A KPI on the timeline: how it went, what was expected, and what happened. */
export interface Lane {
  readonly kpi: string;
  readonly title: string;
  readonly quantity: Quantity | undefined;
  readonly spark: Spark;
  /** The band of expected values, a path in the spark's box. */
  readonly band: string;
  readonly marks: readonly Mark[];
}

export interface LaneGroup {
  readonly product: string;
  readonly lanes: readonly Lane[];
}

export interface Happenings {
  readonly metrics: readonly Metric[];
  readonly alerts: readonly Alert[];
  readonly anomalies: readonly Anomaly[];
  readonly bands: readonly ExpectedBand[];
}

/** A lane for each KPI that has values in the span, by product. */
export function prepareTimeline(happenings: Happenings, span: Span): readonly LaneGroup[] {
  const groups = new Map<string, Lane[]>();
  for (const metric of happenings.metrics) {
    const lane = laneOf(metric, happenings, span);
    if (lane) groups.set(metric.product, [...(groups.get(metric.product) ?? []), lane]);
  }
  return [...groups].map(([product, lanes]) => ({ product, lanes }));
}

function laneOf(metric: Metric, { alerts, anomalies, bands }: Happenings, span: Span): Lane | undefined {
  const { kpi, product, title, unit, current } = metric;
  const points = withinSpan(metric, span);
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return undefined;
  const stepMs = GRAIN_MS[metric.grain];
  const expected = bands
    .filter((band) => band.kpi === kpi)
    .map((band) => ({ ...band, low: lowEnd(band.low, points) }));
  const fit = expected.flatMap(({ low, high }) => [low, high]);
  return {
    kpi,
    title,
    quantity: current.value === null ? undefined : formatQuantity(current.value, unit),
    spark: sparkPath(points, [span.from, span.to], { fit }),
    band: bandPath(expected, [...values, ...fit], span, stepMs),
    marks: prepareMarks({
      kpi,
      unit,
      points,
      stepMs,
      alerts: alerts.filter((alert) => alert.product === product),
      anomalies: anomalies.filter((anomaly) => anomaly.kpi === kpi),
    }),
  };
}

const withinSpan = ({ points = [] }: Metric, { from, to }: Span): readonly SeriesPoint[] =>
  points
    .map((point) => ({ ...point, time: Date.parse(point.time) }))
    .filter(({ time }) => time >= from && time < to);

/** Where neighbours are further apart than a step, the band ends and begins anew. */
function bandPath(
  bands: readonly ExpectedBand[],
  values: readonly number[],
  { from, to }: Span,
  stepMs: number,
): string {
  const { x, y } = sparkScale(values, [from, to]);
  const stretches: { time: number; low: number; high: number }[][] = [];
  for (const { time, low, high } of bands) {
    const at = { time: Date.parse(time), low, high };
    const last = stretches.at(-1);
    if (last && at.time - (last.at(-1)?.time ?? 0) <= stepMs) last.push(at);
    else stretches.push([at]);
  }
  return stretches
    .map((stretch) => {
      const above = stretch.map(({ time, high }) => `${x(time)} ${y(high)}`);
      const below = stretch.toReversed().map(({ time, low }) => `${x(time)} ${y(low)}`);
      return `M${[...above, ...below].join('L')}Z`;
    })
    .join('');
}

/** What happened as a list, the newest first, for whoever reads rather than looks. */
export interface Happening extends Mark {
  readonly kpi: string;
  readonly title: string;
}

export const happeningsOf = (groups: readonly LaneGroup[], { from, to }: Span): readonly Happening[] =>
  groups
    .flatMap(({ lanes }) =>
      lanes.flatMap(({ kpi, title, marks }) => marks.map((m) => ({ ...m, kpi, title }))),
    )
    .filter((mark) => mark.from < to && mark.to >= from)
    .sort((a, b) => b.from - a.from);
