import type { SeriesPoint } from '../../widgets/series-point.ts';

/** What a stretch of a series amounts to. Null where it has no value. */
export interface Summary {
  readonly min: number | null;
  readonly mean: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  /** The newest value. */
  readonly last: number | null;
  /** Whether that one's window is still open. */
  readonly lastOpen: boolean;
  readonly gaps: number;
  readonly corrected: number;
}

/** Open windows count as the last value alone: half a minute's sum would be a minimum that never was. */
export function summaryOf(points: readonly SeriesPoint[]): Summary {
  const closed = points.filter(({ partial }) => !partial);
  const values = closed.flatMap(({ value }) => (value === null ? [] : [value])).sort((a, b) => a - b);
  const newest = points.findLast(({ value }) => value !== null);
  return {
    min: values[0] ?? null,
    mean: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    p95: values[Math.max(0, Math.ceil(0.95 * values.length) - 1)] ?? null,
    max: values.at(-1) ?? null,
    last: newest?.value ?? null,
    lastOpen: newest?.partial ?? false,
    gaps: closed.filter(({ value }) => value === null).length,
    corrected: points.filter(({ corrected }) => corrected).length,
  };
}
