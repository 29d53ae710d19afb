import type { KpiThreshold } from '@dataforge/api-client';
import type { Metric } from '../../api/metrics.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import type { Span } from '../../time/span.ts';
import type { ChartBand, ChartLimit, ChartLine, ChartView } from '../../widgets/chart/chart-view.ts';
import type { Group } from './prepare-groups.ts';

export interface ViewContext {
  readonly metric: Metric;
  readonly groups: readonly Group[];
  readonly hidden: readonly string[];
  /** The group that is looked at: thicker, and with the stretch before. */
  readonly focus: Group | undefined;
  readonly bands: readonly { readonly time: string; readonly low: number; readonly high: number }[];
  readonly window: Span;
  readonly labelled: boolean;
}

/** What the chart draws of the groups: the others dotted, the stretch before dashed, limits where they are near. */
export function prepareView({
  metric,
  groups,
  hidden,
  focus,
  bands,
  window,
  labelled,
}: ViewContext): ChartView {
  const shown = groups.filter(({ key }) => !hidden.includes(key));
  const lines = shown.map((group): ChartLine => ({
    key: group.key,
    name: group.name,
    ...(group.letter !== '' && { label: `${group.letter} ${shortened(group.name)}` }),
    ink: group.ink,
    stroke: group.letter === '+' ? 'dotted' : 'solid',
    strong: group.key === focus?.key,
    points: group.points,
  }));
  const ghost: readonly ChartLine[] =
    focus && shown.includes(focus) && focus.before.length > 0
      ? [
          {
            key: 'before',
            name: `${focus.name}, before`,
            ink: 'ghost',
            stroke: 'dashed',
            strong: false,
            points: focus.before,
          },
        ]
      : [];
  return {
    ...window,
    unit: metric.unit === '1' ? '' : metric.unit,
    lines: [...ghost, ...lines],
    bands: bands.length === 0 ? [] : [bandOf(metric.kpi, bands)],
    limits: limitsNear(metric, shown, window),
    labelled,
  };
}

const LONGEST_LABEL = 13;

const shortened = (name: string): string =>
  name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1)}…` : name;

const bandOf = (key: string, bands: ViewContext['bands']): ChartBand => ({
  key,
  points: bands.map(({ time, low, high }) => ({ time: Date.parse(time), low, high })),
});

/** A limit is drawn where the values come near it: far off, it would press them flat. */
function limitsNear(metric: Metric, groups: readonly Group[], { from, to }: Span): readonly ChartLimit[] {
  const values = groups.flatMap(({ points }) =>
    points.flatMap(({ time, value }) => (value === null || time < from || time > to ? [] : [value])),
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const limits = [
    ['warn', 'warn', metric.warn],
    ['critical', 'crit', metric.critical],
  ] as const;
  return limits.flatMap(([word, tone, threshold]) => {
    if (threshold === undefined || values.length === 0) return [];
    const value = valueOf(threshold);
    const near = Math.max(high - low, Math.abs(high) * 0.01);
    if (value < low - near || value > high + near) return [];
    const side = 'above' in threshold ? 'above' : 'below';
    return [{ value, tone, says: `${word} ${side} ${formatNumber(value, Number.isInteger(value) ? 0 : 2)}` }];
  });
}

const valueOf = (threshold: KpiThreshold): number =>
  'above' in threshold ? threshold.above : threshold.below;
