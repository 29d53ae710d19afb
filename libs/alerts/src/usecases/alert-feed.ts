import type { Alert } from '../domain/alert.ts';

export type AlertListener = (alerts: readonly Alert[]) => void;

/** Tells of every alert that has opened, changed, been acknowledged or resolved, once it is stored. */
export interface AlertFeed {
  /**
   * The listener is given the alerts as they are now, at least one at a time, after the evaluation or acknowledgement that
   * changed them. It is called in turn and must not throw: what it has to do goes on later. Returns how to stop listening.
   */
  onAlertsChanged(listener: AlertListener): () => void;
  publish(alerts: readonly Alert[]): void;
}

export function alertFeed(): AlertFeed {
  const listeners = new Set<AlertListener>();
  return {
    onAlertsChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish(alerts) {
      if (alerts.length > 0) for (const listener of listeners) listener(alerts);
    },
  };
}
