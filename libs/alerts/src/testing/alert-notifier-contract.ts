import type { AlertNotice } from '../domain/alert-notice.ts';
import { noticesOf } from '../domain/alert-notice.ts';
import type { AlertNotifier } from '../ports/alert-notifier.ts';
import { alertOf } from './alerts.ts';

export interface OpenAlertNotifier {
  readonly notifier: AlertNotifier;
  /** What has arrived where it tells, in no order, once there are so many. */
  received(count: number): Promise<readonly AlertNotice[]>;
  close(): Promise<void>;
}

/** What every notifier keeps to. */
export function alertNotifierContract(adapterName: string, open: () => Promise<OpenAlertNotifier>): void {
  describe(`alert notifier: ${adapterName}`, () => {
    it('hands notices over as they are', async () => {
      const { notifier, received, close } = await open();
      const alert = alertOf({
        kpi: 'telemetry.readings',
        cause: 'Größer als "60 s", & länger',
        state: 'resolved',
        acknowledgedAt: 1_800_000_040_000,
        acknowledgedBy: 'Zoë',
        resolvedAt: 1_800_000_050_000,
      });
      const notices = noticesOf(alert);

      for (const notice of notices) await notifier.notify(notice);

      const arrived = [...(await received(3))].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(arrived).toEqual([...notices].sort((a, b) => (a.id < b.id ? -1 : 1)));
      await close();
    });
  });
}
