import type { Alert } from './alert.ts';

export const ALERT_EVENTS = ['opened', 'acknowledged', 'resolved'] as const;

export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** What somebody elsewhere is told of an alert. */
export interface AlertNotice {
  /** The same for the same change, whoever tells of it and however often. */
  readonly id: string;
  readonly event: AlertEvent;
  /** The alert as it was when it was told of. */
  readonly alert: Alert;
}

/**
 * Everything that there is to tell of an alert as it stands, in the order in which it happened: that it opened, once for each
 * time and again when it became critical; that somebody looks after it; that it is over. What passed before anybody
 * looked, such as a warning that is critical by now, is not told.
 */
export function noticesOf(alert: Alert): readonly AlertNotice[] {
  const { id, occurrences, severity, acknowledgedAt, resolvedAt, state } = alert;
  const notice = (event: AlertEvent, which: string | number): AlertNotice => ({
    id: `${id}/${event}/${which}`,
    event,
    alert,
  });
  return [
    notice('opened', `${occurrences}-${severity}`),
    ...(acknowledgedAt === undefined ? [] : [notice('acknowledged', acknowledgedAt)]),
    ...(state === 'resolved' ? [notice('resolved', resolvedAt ?? occurrences)] : []),
  ];
}
