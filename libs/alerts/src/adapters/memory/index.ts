import type { Clock } from '@dataforge/kernel';
import type { Alert } from '../../domain/alert.ts';
import type { AlertNotice } from '../../domain/alert-notice.ts';
import type { SeenSource } from '../../domain/seen-sources.ts';
import type { AlertNotifier } from '../../ports/alert-notifier.ts';
import type { AlertStore } from '../../ports/alert-store.ts';
import type { SourceStore } from '../../ports/source-store.ts';
import { CLAIM_MS, type ToldNotices } from '../../ports/told-notices.ts';

/** The alerts of tests and the simulation. */
export function memoryAlertStore(): AlertStore {
  const alerts = new Map<string, Alert>();
  return {
    get: async (id) => alerts.get(id),
    all: async () => [...alerts.values()],
    async change(id, change) {
      const changed = change(alerts.get(id));
      if (changed) alerts.set(id, changed);
      return changed;
    },
    async remove(ids) {
      for (const id of ids) alerts.delete(id);
    },
  };
}

/** The seen sources of tests and the simulation. */
export function memorySourceStore(): SourceStore {
  const held = new Map<string, readonly SeenSource[]>();
  return {
    load: async (product) => held.get(product) ?? [],
    save: async (product, sources) => void held.set(product, sources),
  };
}

/** The told notices of tests and the simulation. */
export function memoryToldNotices({ clock }: { readonly clock: Clock }): ToldNotices {
  /** Until when each is nobody else's, ms since the epoch. */
  const held = new Map<string, number>();
  return {
    async claim(id) {
      if ((held.get(id) ?? 0) > clock.now()) return false;
      held.set(id, clock.now() + CLAIM_MS);
      return true;
    },
    confirm: async (id) => void held.set(id, Infinity),
  };
}

/** Keeps what it is told. */
export function memoryAlertNotifier(): AlertNotifier & { readonly notices: readonly AlertNotice[] } {
  const notices: AlertNotice[] = [];
  return { notices, notify: async (notice) => void notices.push(notice) };
}
