import type { AlertKind, Severity } from './alert.ts';

/** What is watched, and when it raises an alert. Levels in `unit`, durations in ms. */
export interface AlertRule {
  /** `<product>.<kind>`, or `<KPI's id>.threshold`. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly product: string;
  readonly kpi?: string;
  readonly title: string;
  readonly unit: string;
  /** The side of its levels on which a value is bad. */
  readonly bad: 'above' | 'below';
  readonly levels: Levels;
  /** A value on the good side of it, or on it, is well; between it and the levels neither well nor bad. */
  readonly clear: number;
  /** How long values have to be bad before the alert opens. */
  readonly openAfterMs: number;
  /** How long values have to be well before the alert resolves. */
  readonly resolveAfterMs: number;
}

/** One at least; `critical` lies further on the bad side. */
export type Levels = { readonly [severity in Severity]?: number };

/** What a value means to a rule; `between`: it decides nothing. */
export type Verdict = Severity | 'between' | 'well';

/** Judges a value by the rule's levels. */
export function verdictOf({ bad, levels, clear }: AlertRule, value: number): Verdict {
  const beyond = (level: number | undefined): boolean =>
    level !== undefined && (bad === 'above' ? value > level : value < level);
  if (beyond(levels.critical)) return 'critical';
  if (beyond(levels.warning)) return 'warning';
  return beyond(clear) ? 'between' : 'well';
}
