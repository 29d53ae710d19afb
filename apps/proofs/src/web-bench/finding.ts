import type { Row } from '../bench/report.ts';

export interface Finding {
  readonly figure: string;
  readonly value: number;
  /** Empty for a count. */
  readonly unit: string;
  /** What the value is meant to stay under. */
  readonly aim?: number;
}

/** A finding as a line of a table, with whether its aim is met; NaN meets none. */
export const rowOf = ({ figure, value, unit, aim }: Finding): Row => ({
  figure,
  value: Math.round(value * 10) / 10,
  unit,
  aim: aim === undefined ? '' : `under ${aim}`,
  verdict: aim === undefined ? '' : value < aim ? 'met' : 'not met',
});
