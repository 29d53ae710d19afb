import { MINUTE_MS, type Clock } from '@dataforge/kernel';
import type { RefineBatch, RefineStore } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import { seenSources, type SeenSources, type Silence } from '../domain/seen-sources.ts';
import type { SourceStore } from '../ports/source-store.ts';

export interface WatchSources {
  /** The store, whose commits tell which sources were heard. */
  observing<S extends Pick<RefineStore, 'commit'>>(store: S): S;
  /** Undefined for a product whose contract promises no frequency. `readThrough` in ms since the epoch. */
  silence(product: string, readThrough: number): Promise<Silence | undefined>;
}

const SAVE_EVERY_MS = MINUTE_MS;

/**
 * Remembers which sources were heard, from the batches that are committed. They are kept in memory and saved once a
 * minute when they are asked for: a crash forgets no more than when a source was heard last, within that minute.
 */
export function watchSources(
  { store, clock }: { readonly store: SourceStore; readonly clock: Clock },
  { products }: { readonly products: readonly Product[] },
): WatchSources {
  const startedAt = clock.now();
  const watched = new Map<string, Promise<SeenSources>>();
  const saved = new Map<string, number>();

  /** Undefined where nothing is promised. */
  function sourcesOf(name: string): Promise<SeenSources> | undefined {
    const product = products.find((candidate) => candidate.name === name);
    const frequencyMs = product?.serviceLevels.frequencyMs?.value;
    if (!product || frequencyMs === undefined) return undefined;
    const settings = { frequencyMs, latenessMs: product.event.latenessMs };
    const held = watched.get(name) ?? store.load(name).then((known) => seenSources(settings, known));
    watched.set(name, held);
    return held;
  }

  async function note({ product, rows, failed }: RefineBatch): Promise<void> {
    const sources = await sourcesOf(product);
    if (!sources) return;
    for (const row of rows) sources.note(row);
    for (const { source, appendedAt } of failed)
      if (source !== undefined) sources.note({ source, appendedAt });
  }

  return {
    observing: (inner) => ({
      ...inner,
      async commit(batch: RefineBatch) {
        const committed = await inner.commit(batch);
        if (committed.ok) await note(batch);
        return committed;
      },
    }),
    async silence(product, readThrough) {
      const sources = await sourcesOf(product);
      if (!sources) return undefined;
      const silence = sources.silence(readThrough, startedAt);
      if (clock.now() - (saved.get(product) ?? startedAt) >= SAVE_EVERY_MS) {
        await store.save(product, sources.list());
        saved.set(product, clock.now());
      }
      return silence;
    },
  };
}
