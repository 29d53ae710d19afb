import { port } from '@dataforge/kernel';

/** Objects by key, written once. Keys are relative paths with forward slashes. */
export interface LandingStore {
  /** Durable on return. `false` if the key exists already; the object there is left as it is. */
  putIfAbsent(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Undefined if there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
  /** Keys under a prefix in ascending order, with their sizes. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
}

export const LandingStore = port<LandingStore>('lake.LandingStore');
