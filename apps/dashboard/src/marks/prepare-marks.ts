import type { Alert, Anomaly } from '@dataforge/api-client';
import { formatNumber, formatQuantity } from '../numbers/format-number.ts';
import { lowEnd } from './low-end.ts';
import type { Mark } from '../widgets/mark-lane/mark.ts';
import type { SeriesPoint } from '../widgets/series-point.ts';

/** Where a series has no value though its windows are closed, as stretches. */
function gapsOf(points: readonly SeriesPoint[], stepMs: number): readonly Mark[] {
  const gaps: { from: number; to: number }[] = [];
  for (const { time, value, partial } of points) {
    if (value !== null || partial) continue;
    const last = gaps.at(-1);
    if (last?.to === time) last.to = time + stepMs;
    else gaps.push({ from: time, to: time + stepMs });
  }
  return gaps.map((gap) => ({ kind: 'gap', ...gap, says: 'no data' }));
}

const quantity = (value: number, unit: string): string => {
  const { text, unit: shown } = formatQuantity(value, unit);
  return shown === '' ? text : `${text} ${shown}`;
};

/** What happened to a KPI's series: alerts on it or its product, anomalies, corrections and gaps, in order. */
export function prepareMarks({
  kpi,
  unit,
  points,
  stepMs,
  alerts,
  anomalies,
}: {
  readonly kpi: string;
  readonly unit: string;
  readonly points: readonly SeriesPoint[];
  readonly stepMs: number;
  readonly alerts: readonly Alert[];
  readonly anomalies: readonly Anomaly[];
}): readonly Mark[] {
  const end = (points.at(-1)?.time ?? 0) + stepMs;
  const marks: readonly Mark[] = [
    ...alerts
      .filter((alert) => alert.kpi === undefined || alert.kpi === kpi)
      .map((alert): Mark => ({
        kind: 'alert',
        from: Date.parse(alert.since),
        to: alert.resolvedAt === undefined ? end : Date.parse(alert.resolvedAt),
        says: `${alert.title}, ${alert.state}`,
      })),
    ...anomalies.map((anomaly): Mark => ({
      kind: 'anomaly',
      from: Date.parse(anomaly.from),
      to: Date.parse(anomaly.to),
      says: `${quantity(anomaly.value, unit)}, ${anomaly.direction} the expected ${quantity(lowEnd(anomaly.expected.low, [...points, anomaly]), unit)} to ${quantity(anomaly.expected.high, unit)}, score ${formatNumber(anomaly.score, 1)}`,
    })),
    ...points
      .filter(({ corrected }) => corrected)
      .map(({ time, value }): Mark => ({
        kind: 'corrected',
        from: time,
        to: time + stepMs,
        says:
          value === null
            ? 'corrected by late events'
            : `corrected by late events, now ${quantity(value, unit)}`,
      })),
    ...gapsOf(points, stepMs),
  ];
  return [...marks].sort((a, b) => a.from - b.from);
}
