import { DAY_MS, type Clock } from '@dataforge/kernel';
import { byNewest, isLive } from '../domain/alert.ts';
import type { AlertStore } from '../ports/alert-store.ts';

const KEPT_MS = 30 * DAY_MS;
const MOST_RESOLVED = 1_000;

/** Forgets alerts that were resolved more than thirty days ago, and the oldest of more than a thousand resolved ones. */
export const trimAlerts =
  ({ store, clock }: { readonly store: Pick<AlertStore, 'all' | 'remove'>; readonly clock: Clock }) =>
  async (): Promise<void> => {
    const before = clock.now() - KEPT_MS;
    const resolved = (await store.all()).filter((alert) => !isLive(alert)).sort(byNewest);
    const old = resolved.filter((alert, i) => i >= MOST_RESOLVED || (alert.resolvedAt ?? 0) < before);
    if (old.length > 0) await store.remove(old.map(({ id }) => id));
  };
