import type { SeenSource } from '../domain/seen-sources.ts';
import type { SourceStore } from '../ports/source-store.ts';

export interface OpenSourceStore {
  readonly store: SourceStore;
  readonly close: () => Promise<void>;
  /** Closes and opens the same data again, for stores that outlive their process. */
  readonly reopen?: () => Promise<SourceStore>;
}

const seen = (source: string, lastSeenAt: number): SeenSource => ({ source, lastSeenAt, periods: 2 });

/** What every source store keeps to; `open` gives a fresh store each time. */
export function sourceStoreContract(adapterName: string, open: () => Promise<OpenSourceStore>): void {
  describe(`Source store: ${adapterName}`, () => {
    let opened: OpenSourceStore;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());

    it('knows no sources of a product that was never saved', async () => {
      expect(await opened.store.load('telemetry')).toEqual([]);
    });

    it('gives the sources back in their order, however long their names', async () => {
      const sources = [seen('b', 1), seen('a'.repeat(5_000), 2), seen('', 3)];
      await opened.store.save('telemetry', sources);

      expect(await opened.store.load('telemetry')).toEqual(sources);
    });

    it('replaces what was saved before, and nothing of other products', async () => {
      await opened.store.save('telemetry', [seen('a', 1), seen('b', 2)]);
      await opened.store.save('webhooks', [seen('c', 3)]);
      await opened.store.save('telemetry', [seen('b', 4)]);

      expect(await opened.store.load('telemetry')).toEqual([seen('b', 4)]);
      expect(await opened.store.load('webhooks')).toEqual([seen('c', 3)]);
    });

    it('still has everything after it was opened again', async () => {
      if (!opened.reopen) return;
      await opened.store.save('telemetry', [seen('a', 1_800_000_000_123)]);

      expect(await (await opened.reopen()).load('telemetry')).toEqual([seen('a', 1_800_000_000_123)]);
    });
  });
}
