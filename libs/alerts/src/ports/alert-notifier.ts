import { port } from '@dataforge/kernel';
import type { AlertNotice } from '../domain/alert-notice.ts';

/** Tells somebody outside of alerts. */
export interface AlertNotifier {
  /**
   * Handed over on return. The same notice given again is perhaps told again, with the same id. Fails with an
   * `InfrastructureError`.
   */
  notify(notice: AlertNotice): Promise<void>;
}

export const AlertNotifier = port<AlertNotifier>('alerts.AlertNotifier');
