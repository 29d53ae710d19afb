import type { AlertStore } from '../ports/alert-store.ts';
import { alertOf } from './alerts.ts';

export interface OpenAlertStore {
  readonly store: AlertStore;
  readonly close: () => Promise<void>;
  /** Closes and opens the same data again, for stores that outlive their process. */
  readonly reopen?: () => Promise<AlertStore>;
}

/** What every alert store keeps to; `open` gives a fresh store each time. */
export function alertStoreContract(adapterName: string, open: () => Promise<OpenAlertStore>): void {
  describe(`Alert store: ${adapterName}`, () => {
    let opened: OpenAlertStore;
    let store: AlertStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const ids = async () => (await store.all()).map(({ id }) => id).sort();

    it('holds nothing at the start', async () => {
      expect(await store.all()).toEqual([]);
      expect(await store.get('a')).toBeUndefined();
    });

    it('gives an alert back as it was written', async () => {
      const alert = alertOf({ kpi: 'telemetry.readings', value: 0.1 + 0.2, acknowledgedBy: 'Zoë' });

      expect(await store.change(alert.id, () => alert)).toEqual(alert);

      expect(await store.get(alert.id)).toEqual(alert);
      expect(await store.all()).toEqual([alert]);
    });

    it('changes what is there, and shows it to whoever changes it', async () => {
      const alert = alertOf();
      await store.change(alert.id, (held) => (held ? undefined : alert));

      await store.change(alert.id, (held) => held && { ...held, value: (held.value ?? 0) + 1 });

      expect(await store.get(alert.id)).toEqual({ ...alert, value: 91 });
    });

    it('leaves an alert as it is where nothing is to be written', async () => {
      const alert = alertOf();
      await store.change(alert.id, () => alert);

      expect(await store.change(alert.id, () => undefined)).toBeUndefined();
      expect(await store.change('other', () => undefined)).toBeUndefined();

      expect(await store.all()).toEqual([alert]);
    });

    it('lets nobody between reading and writing', async () => {
      const alert = alertOf({ occurrences: 1 });
      await store.change(alert.id, () => alert);

      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.change(alert.id, (held) => held && { ...held, occurrences: held.occurrences + 1 }),
        ),
      );

      expect((await store.get(alert.id))?.occurrences).toBe(21);
    });

    it('forgets the alerts that are named, and no others', async () => {
      for (const id of ['a', 'ab', 'b']) await store.change(id, () => alertOf({ id }));

      await store.remove(['a', 'never-there']);

      expect(await ids()).toEqual(['ab', 'b']);
    });

    it('still has everything after it was opened again', async () => {
      if (!opened.reopen) return;
      const alert = alertOf({ state: 'acknowledged', acknowledgedBy: 'ada', acknowledgedAt: 5 });
      await store.change(alert.id, () => alert);
      await store.change('gone', () => alertOf({ id: 'gone' }));
      await store.remove(['gone']);

      store = await opened.reopen();

      expect(await store.all()).toEqual([alert]);
    });
  });
}
