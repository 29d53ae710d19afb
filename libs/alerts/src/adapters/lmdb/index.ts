import type { LmdbClient } from '@dataforge/clients/lmdb';
import type { Alert } from '../../domain/alert.ts';
import type { SeenSource } from '../../domain/seen-sources.ts';
import type { AlertStore } from '../../ports/alert-store.ts';
import type { SourceStore } from '../../ports/source-store.ts';

/** Alerts in LMDB, in the database `alerts` under their ids. */
export function lmdbAlertStore({ client }: { readonly client: LmdbClient }): AlertStore {
  const alerts = client.openDB<Alert, string>({ name: 'alerts', encoding: 'json' });
  return {
    get: async (id) => alerts.get(id),
    all: async () => [...alerts.getRange({}).map(({ value }) => value)],
    change: (id, change) =>
      client.transaction(() => {
        const changed = change(alerts.get(id));
        if (changed) alerts.put(id, changed);
        return changed;
      }),
    remove: (ids) =>
      client.batch(() => {
        for (const id of ids) alerts.remove(id);
      }),
  };
}

/** Seen sources in LMDB: a product's are one value, since a source may be longer than a key. */
export function lmdbSourceStore({ client }: { readonly client: LmdbClient }): SourceStore {
  const sources = client.openDB<readonly SeenSource[], string>({
    name: 'alert-sources',
    encoding: 'msgpack',
  });
  return {
    load: async (product) => sources.get(product) ?? [],
    save: (product, seen) => client.batch(() => sources.put(product, seen)),
  };
}
