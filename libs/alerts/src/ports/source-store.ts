import { port } from '@dataforge/kernel';
import type { SeenSource } from '../domain/seen-sources.ts';

/** Which sources a product has seen, so that one that falls silent over a restart is missed all the same. */
export interface SourceStore {
  /** As they were saved last, in that order; none for a product never saved. */
  load(product: string): Promise<readonly SeenSource[]>;
  /** Replaces all sources of a product. Durable on return. */
  save(product: string, sources: readonly SeenSource[]): Promise<void>;
}

export const SourceStore = port<SourceStore>('alerts.SourceStore');
