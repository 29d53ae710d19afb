import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@dataforge/kernel';
import type { KpiDefinition } from '@dataforge/products';

export const GRAIN_MS: Readonly<Record<KpiDefinition['grain'], number>> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
};

const UNITS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

/** The grammar of a step: a whole number and one of s, m, h, d, such as `5m`. Returns ms; undefined if it is none. */
export function parseStep(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})([smhd])$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : undefined;
}

/** The shortest text of a step, in the largest unit that divides it. */
export function formatStep(ms: number): string {
  const unit = (['d', 'h', 'm'] as const).find((name) => ms % UNITS[name] === 0) ?? 's';
  return `${ms / UNITS[unit]}${unit}`;
}
