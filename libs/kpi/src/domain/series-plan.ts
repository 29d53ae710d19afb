import {
  DAY_MS,
  err,
  FIRST_INSTANT_MS,
  HOUR_MS,
  MINUTE_MS,
  ok,
  parseRfc3339,
  toRfc3339,
  type Result,
} from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';
import { formatStep, GRAIN_MS, parseStep } from './grain.ts';

/** What is asked for, as written: times of RFC 3339 and a step such as `5m`. */
export interface SeriesRequest {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly step?: string | undefined;
}

/** The buckets to answer with: from <= bucket < to, both multiples of the step. ms since the epoch. */
export interface SeriesPlan {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

export interface SeriesFault {
  readonly field: 'from' | 'to' | 'step';
  readonly detail: string;
}

/** More points than this in one series are refused. */
export const MAX_POINTS = 5_000;
/** A step that nobody chose gives at most this many. */
const COMFORTABLE_POINTS = 500;

const DEFAULT_SPAN_MS: Readonly<Record<KpiDefinition['grain'], number>> = {
  minute: HOUR_MS,
  hour: DAY_MS,
  day: 30 * DAY_MS,
};

/** Steps people read easily. */
const STEPS_MS = [1, 2, 5, 10, 15, 30]
  .map((minutes) => minutes * MINUTE_MS)
  .concat(
    [1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
    [1, 2, 7, 14, 28].map((days) => days * DAY_MS),
  );

/**
 * Decides the range and the step. Without `to` it ends now, without `from` it spans an hour (grain minute), a
 * day (hour) or 30 days (day). The range is widened to whole steps, so that no bucket is rolled up from a part
 * of its points.
 */
export function planSeries(
  kpi: KpiDefinition,
  request: SeriesRequest,
  now: number,
): Result<SeriesPlan, readonly SeriesFault[]> {
  const faults: SeriesFault[] = [];
  const givenFrom = timeOf('from', request.from, faults);
  const to = timeOf('to', request.to, faults) ?? now;
  const from = givenFrom ?? to - DEFAULT_SPAN_MS[kpi.grain];
  const step = request.step === undefined ? undefined : stepOf(kpi, request.step, faults);
  if (faults.length > 0) return err(faults);
  if (from >= to)
    return err([
      { field: 'from', detail: `must be before to, which is ${toRfc3339(to)}; swap them or give both` },
    ]);
  if (to - from > kpi.keepDays * DAY_MS)
    return err([
      {
        field: 'from',
        detail: `${kpi.id} is kept ${kpi.keepDays} days; ask for a range of at most ${kpi.keepDays} days, for example from ${toRfc3339(to - kpi.keepDays * DAY_MS)}`,
      },
    ]);
  const stepMs = step ?? readableStep(kpi, to - from, COMFORTABLE_POINTS);
  const plan = { from: Math.floor(from / stepMs) * stepMs, to: Math.ceil(to / stepMs) * stepMs, stepMs };
  if (plan.from < FIRST_INSTANT_MS)
    return err([
      { field: 'from', detail: 'the series would begin before the year 0000; ask for a later range' },
    ]);
  const points = (plan.to - plan.from) / stepMs;
  if (points > MAX_POINTS)
    return err([
      {
        field: 'step',
        detail: `${formatStep(stepMs)} makes ${points} points of this range and at most ${MAX_POINTS} are answered; use ${formatStep(readableStep(kpi, to - from, MAX_POINTS))} or more, or a narrower range`,
      },
    ]);
  return ok(plan);
}

function timeOf(field: 'from' | 'to', text: string | undefined, faults: SeriesFault[]): number | undefined {
  if (text === undefined) return undefined;
  const time = parseRfc3339(text);
  if (time === undefined)
    faults.push({ field, detail: 'is not a time of RFC 3339 with its offset, such as 2026-11-23T14:00:00Z' });
  return time;
}

function stepOf(kpi: KpiDefinition, text: string, faults: SeriesFault[]): number | undefined {
  const stepMs = parseStep(text);
  const grainMs = GRAIN_MS[kpi.grain];
  if (stepMs === undefined)
    faults.push({ field: 'step', detail: 'is not a whole number followed by s, m, h or d, such as 5m' });
  else if (stepMs % grainMs !== 0)
    faults.push({
      field: 'step',
      detail: `must be a multiple of the grain of ${kpi.id}, which is ${formatStep(grainMs)}`,
    });
  else if (stepMs > kpi.keepDays * DAY_MS)
    faults.push({ field: 'step', detail: `must be at most ${kpi.keepDays}d, as long as ${kpi.id} is kept` });
  return stepMs;
}

/** The smallest easily read step, a multiple of the grain, that makes at most `most` points of the span. */
function readableStep(kpi: KpiDefinition, spanMs: number, most: number): number {
  const grainMs = GRAIN_MS[kpi.grain];
  // Widening to whole steps can add one point at either end.
  const fits = (stepMs: number) => stepMs % grainMs === 0 && spanMs / stepMs <= most - 2;
  return STEPS_MS.find(fits) ?? Math.ceil(spanMs / (most - 2) / DAY_MS) * DAY_MS;
}
