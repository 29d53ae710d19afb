import { err, ok, type Clock, type Result } from '@dataforge/kernel';
import { isLive, type Alert } from '../domain/alert.ts';
import type { AlertStore } from '../ports/alert-store.ts';
import type { AlertFeed } from '../domain/alert-feed.ts';

export interface AcknowledgeFailure {
  readonly kind: 'unknown-alert' | 'resolved';
  readonly detail: string;
}

export type AcknowledgeAlert = (id: string, by: string) => Promise<Result<Alert, AcknowledgeFailure>>;

/** Notes who looks after an alert; whoever did so first is kept. An alert that is over is refused. */
export const acknowledgeAlert =
  ({
    store,
    clock,
    feed,
  }: {
    readonly store: Pick<AlertStore, 'change'>;
    readonly clock: Clock;
    readonly feed: Pick<AlertFeed, 'emit'>;
  }): AcknowledgeAlert =>
  async (id, by) => {
    const found: { alert?: Alert | undefined } = {};
    const acknowledged = await store.change(id, (held) => {
      found.alert = held;
      if (held?.state !== 'open') return undefined;
      const now = clock.now();
      return { ...held, state: 'acknowledged', acknowledgedBy: by, acknowledgedAt: now, updatedAt: now };
    });
    if (acknowledged) feed.emit([acknowledged]);
    const alert = acknowledged ?? found.alert;
    if (!alert)
      return err({ kind: 'unknown-alert', detail: `There is no alert ${id}. GET /alerts lists all.` });
    if (!isLive(alert))
      return err({
        kind: 'resolved',
        detail: `The alert ${id} is resolved: there is nothing to look after.`,
      });
    return ok(alert);
  };
