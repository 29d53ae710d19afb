import { port } from '@dataforge/kernel';
import type { Alert } from '../domain/alert.ts';

/** The alerts: those that are not resolved, and as many resolved ones as `trimAlerts` leaves, so that all can be listed. */
export interface AlertStore {
  get(id: string): Promise<Alert | undefined>;
  /** All alerts, in no order. */
  all(): Promise<readonly Alert[]>;
  /**
   * Reads, changes and writes one alert with nobody between; `change` returns undefined to leave it as it is. Gives what
   * was written, undefined if nothing was. Durable on return.
   */
  change(id: string, change: (held: Alert | undefined) => Alert | undefined): Promise<Alert | undefined>;
  /** Forgets alerts; those that are not there already are passed over. */
  remove(ids: readonly string[]): Promise<void>;
}

export const AlertStore = port<AlertStore>('alerts.AlertStore');
