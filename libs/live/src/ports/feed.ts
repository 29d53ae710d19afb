import type { JsonObject } from '@dataforge/kernel';

/** Where the items of a kind come from. */
export interface Feed {
  /** All of them as they are now, bounded by whoever offers them, as JSON: two that are the same have the same text. */
  snapshot(): Promise<readonly JsonObject[]>;
  /** Tells of every change, after it; returns what ends that. Telling costs nothing, and is not waited for. */
  onChanged(listener: () => void): () => void;
}
