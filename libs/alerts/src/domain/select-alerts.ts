import { byNewest, type Alert, type AlertState, type Severity } from './alert.ts';

export interface AlertQuery {
  /** Any of these; absent: all. */
  readonly states?: readonly AlertState[] | undefined;
  readonly product?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly limit: number;
  /** What comes behind this place. */
  readonly after?: AlertPlace | undefined;
}

export type AlertPlace = Pick<Alert, 'since' | 'id'>;

export interface AlertPage {
  readonly items: readonly Alert[];
  /** Where the list goes on; absent at its end. */
  readonly next?: AlertPlace;
}

/** A page of alerts, newest first. */
export function selectAlerts(
  alerts: readonly Alert[],
  { states, product, severity, limit, after }: AlertQuery,
): AlertPage {
  const found = alerts
    .filter(
      (alert) =>
        (!states || states.includes(alert.state)) &&
        (product === undefined || alert.product === product) &&
        (severity === undefined || alert.severity === severity) &&
        (after === undefined || byNewest(after, alert) < 0),
    )
    .sort(byNewest);
  const items = found.slice(0, limit);
  const last = items[items.length - 1];
  return { items, ...(last && found.length > limit && { next: { since: last.since, id: last.id } }) };
}
