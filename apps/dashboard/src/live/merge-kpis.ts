import type { KpiItem } from '@dataforge/live/protocol';
import type { KpiPoint } from '@dataforge/api-client';
import type { Metric } from '../api/metrics.ts';

export type KpiItems = ReadonlyMap<string, KpiItem>;

/** The metrics with what was pushed of them. What is the same stays the same object, so that it is not drawn anew. */
export const withPushed = (metrics: readonly Metric[], items: KpiItems): readonly Metric[] =>
  metrics.map((metric) => {
    const item = items.get(metric.kpi);
    return item ? { ...metric, current: currentOf(item) } : metric;
  });

/** Series with the newest points put in, where they are of the KPI's own grain and within what was asked for. */
export const withPushedPoints = (
  metrics: readonly Metric[],
  items: KpiItems,
  from: number,
): readonly Metric[] =>
  metrics.map((metric) => {
    const item = items.get(metric.kpi);
    if (!item) return metric;
    const points =
      metric.step === GRAIN_STEP[metric.grain] ? mergedPoints(metric, item, from) : metric.points;
    return { ...metric, current: currentOf(item), ...(points && { points }) };
  });

/** The step in which a series comes that is not summed up further. */
const GRAIN_STEP: Readonly<Record<Metric['grain'], string>> = { minute: '1m', hour: '1h', day: '1d' };

function currentOf({ current: { appendedAt, ...current } }: KpiItem): Metric['current'] {
  return { ...withoutUndefined(current), asOf: appendedAt === null ? null : Date.parse(appendedAt) };
}

const withoutUndefined = ({ previous, ...current }: Omit<KpiItem['current'], 'appendedAt'>) => ({
  ...current,
  ...(previous && { previous }),
});

function mergedPoints({ points = [] }: Metric, item: KpiItem, from: number): KpiPoint[] {
  const pushed = item.points.filter(({ time }) => Date.parse(time) >= from);
  const byTime = new Map([...points, ...pushed].map((point) => [point.time, point]));
  // Times of RFC 3339 in UTC with milliseconds are in the order of their texts.
  return [...byTime.values()].sort((a, b) => (a.time < b.time ? -1 : 1));
}
