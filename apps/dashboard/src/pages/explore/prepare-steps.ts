import type { Metric } from '../../api/metrics.ts';

export const GRAIN_MS: Readonly<Record<Metric['grain'], number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Steps that are easily read. */
const STEPS = ['1m', '2m', '5m', '10m', '15m', '30m', '1h', '2h', '3h', '6h', '12h', '1d', '7d'] as const;

/** So many points are drawn without being crowded. */
const COMFORTABLE = 240;
/** More points than these are not asked for. */
const MOST = 2_000;

export interface Step {
  readonly text: string;
  readonly ms: number;
}

export const stepMs = (text: string): number => Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? NaN);

/** The steps that a stretch of `spanMs` can be looked at in, the shortest first; at least one. */
export function stepsFor(grain: Metric['grain'], spanMs: number): readonly Step[] {
  const whole = STEPS.map((text) => ({ text, ms: stepMs(text) })).filter(
    ({ ms }) => ms % GRAIN_MS[grain] === 0,
  );
  const fitting = whole.filter(({ ms }) => spanMs / ms <= MOST && spanMs / ms >= 2);
  return fitting.length > 0 ? fitting : whole.slice(0, 1);
}

/** The step that was chosen, where it fits; else the shortest that is not crowded. */
export function stepOf(chosen: string | undefined, steps: readonly Step[], spanMs: number): Step {
  return (steps.find(({ text }) => text === chosen) ??
    steps.find(({ ms }) => spanMs / ms <= COMFORTABLE) ??
    steps.at(-1)) as Step;
}
