import type { Alert } from '../../domain/alert.ts';
import type { SeenSource } from '../../domain/seen-sources.ts';
import type { AlertStore } from '../../ports/alert-store.ts';
import type { SourceStore } from '../../ports/source-store.ts';

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
