import { DAY_MS, messageOf, natureOf, type Clock, type Log } from '@dataforge/kernel';
import type { Alert } from '../domain/alert.ts';
import { noticesOf, type AlertNotice } from '../domain/alert-notice.ts';
import type { AlertNotifier } from '../ports/alert-notifier.ts';
import type { AlertStore } from '../ports/alert-store.ts';
import type { ToldNotices } from '../ports/told-notices.ts';

export interface NotifyOfAlertsDeps {
  readonly store: Pick<AlertStore, 'all'>;
  readonly told: ToldNotices;
  readonly notifier: AlertNotifier;
  readonly clock: Clock;
  readonly logger: Log;
}

export interface Notified {
  /** Notices that were told now. */
  readonly told: number;
  /** Notices that could not be told; they are told once their claim has run out. */
  readonly waiting: number;
  /** Notices that were not looked at, for want of time. */
  readonly left: number;
}

/** Tells what there is to tell, and begins with no further notice from `until` on (ms since the epoch). */
export type NotifyOfAlerts = (until?: number) => Promise<Notified>;

/** Changes older than this are no news any more. */
const NEWS_MS = DAY_MS;

/**
 * Tells of every change of an alert, once: what has been told is remembered, so it can be called by many, after every change
 * and now and then, and completes what was broken off. Who dies between telling and noting it has the notice told again,
 * with the same id. What cannot be told now is left for a later call; what is no want of a network is thrown, once the others
 * have been told.
 */
export function notifyOfAlerts({ store, told, notifier, clock, logger }: NotifyOfAlertsDeps): NotifyOfAlerts {
  /** Of this process, so that nobody is asked again and again. Bounded by the alerts that are news. */
  let known = new Set<string>();

  async function tell(notice: AlertNotice): Promise<boolean> {
    if (!(await told.claim(notice.id))) return false;
    await notifier.notify(notice);
    await told.confirm(notice.id);
    return true;
  }

  const isNews = ({ updatedAt }: Alert) => updatedAt > clock.now() - NEWS_MS;

  return async (until = Infinity) => {
    const notices = (await store.all()).filter(isNews).flatMap(noticesOf);
    const news = notices.filter(({ id }) => !known.has(id));
    known = new Set(notices.map(({ id }) => id).filter((id) => known.has(id)));
    const failures: unknown[] = [];
    let [count, waiting, left] = [0, 0, 0];
    for (const [at, notice] of news.entries()) {
      if (clock.now() >= until) {
        left = news.length - at;
        break;
      }
      try {
        if (await tell(notice)) {
          known.add(notice.id);
          count += 1;
        }
      } catch (error) {
        if (natureOf(error) !== 'retriable') failures.push(error);
        waiting += 1;
        logger.warn({ notice: notice.id, cause: messageOf(error) }, 'A notice of an alert waits.');
      }
    }
    if (failures.length > 0) throw failures[0];
    return { told: count, waiting, left };
  };
}
