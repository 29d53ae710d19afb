/** Where the items of a kind come from. */
export interface Feed {
  /** All of them as they are now, bounded by whoever offers them: what JSON can write, and the same in the same words. */
  snapshot(): Promise<readonly object[]>;
  /** Tells of every change, after it; returns what ends that. Telling costs nothing, and is not waited for. */
  onChanged(listener: () => void): () => void;
}
