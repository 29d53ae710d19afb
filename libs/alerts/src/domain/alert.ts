export const ALERT_KINDS = [
  'freshness',
  'completeness',
  'quarantine-rate',
  'ledger-imbalance',
  'late-source',
  'threshold',
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

export const SEVERITIES = ['warning', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** `open`: nobody has said yet that they look after it. `acknowledged`: somebody has. `resolved`: it is over. */
export const ALERT_STATES = ['open', 'acknowledged', 'resolved'] as const;

export type AlertState = (typeof ALERT_STATES)[number];

/** A promise about the data that is or was broken. Times in ms since the epoch. */
export interface Alert {
  /** `<rule>-<since>`. */
  readonly id: string;
  /** The rule's id; a rule has at most one alert that is not resolved. */
  readonly rule: string;
  readonly kind: AlertKind;
  /** The worst since it opened last. */
  readonly severity: Severity;
  readonly product: string;
  readonly kpi?: string;
  /** Where it is about one source alone. */
  readonly source?: string;
  readonly title: string;
  /** What was seen, and what was promised. */
  readonly cause: string;
  /** What was seen last, in `unit`; null where nobody looks any more. */
  readonly value: number | null;
  /** The level that its severity stands for, in `unit`. */
  readonly threshold: number | null;
  /** UCUM, or `1`. */
  readonly unit: string;
  /** When the promise was first seen broken; it stays when the alert opens again. */
  readonly since: number;
  readonly updatedAt: number;
  readonly state: AlertState;
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: number;
  readonly resolvedAt?: number;
  /** How often it has opened. */
  readonly occurrences: number;
}

/** Newest first; of the same time by id, so that the order is one. */
export const byNewest = (a: Pick<Alert, 'since' | 'id'>, b: Pick<Alert, 'since' | 'id'>): number =>
  b.since - a.since || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

export const isLive = ({ state }: Pick<Alert, 'state'>): boolean => state !== 'resolved';
